-- The first tables of Bantam. Applied by revision 0001; never changed afterwards: a later revision alters.

CREATE TABLE api_keys (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_hash UNIQUE (hash)
);

CREATE TABLE audit_log (
    id TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    lead_id TEXT,
    details JSONB DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_audit_log PRIMARY KEY (id)
);

CREATE INDEX ix_audit_log_at ON audit_log (at DESC);

CREATE INDEX ix_audit_log_lead_id ON audit_log (lead_id);

CREATE TABLE leads (
    id TEXT NOT NULL,
    playbook TEXT NOT NULL,
    stage TEXT DEFAULT 'lead' NOT NULL,
    score FLOAT DEFAULT '0' NOT NULL,
    value_band TEXT,
    kind TEXT,
    name TEXT,
    email TEXT,
    phone TEXT,
    company TEXT,
    title TEXT,
    source JSONB DEFAULT '{}' NOT NULL,
    visitor_id TEXT,
    owner_id TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_leads PRIMARY KEY (id)
);

CREATE INDEX ix_leads_email ON leads (email);

CREATE INDEX ix_leads_phone ON leads (phone);

CREATE INDEX ix_leads_playbook_stage_score ON leads (playbook, stage, score DESC, id DESC);

CREATE INDEX ix_leads_playbook_updated ON leads (playbook, updated_at DESC, id DESC);

CREATE INDEX ix_leads_stage_score ON leads (stage, score DESC, id DESC);

CREATE INDEX ix_leads_stage_updated ON leads (stage, updated_at DESC, id DESC);

CREATE INDEX ix_leads_updated ON leads (updated_at DESC, id DESC);

CREATE INDEX ix_leads_visitor_id ON leads (visitor_id);

CREATE TABLE policies (
    hash TEXT NOT NULL,
    playbook TEXT NOT NULL,
    policy JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_policies PRIMARY KEY (hash)
);

CREATE TABLE users (
    id TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    role TEXT DEFAULT 'rep' NOT NULL,
    password_hash TEXT,
    totp_secret TEXT,
    settings JSONB DEFAULT '{}' NOT NULL,
    failed_logins INTEGER DEFAULT '0' NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_email UNIQUE (email)
);

CREATE TABLE consents (
    id TEXT NOT NULL,
    lead_id TEXT,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    shown TEXT DEFAULT '' NOT NULL,
    quote TEXT DEFAULT '' NOT NULL,
    message_id TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_consents PRIMARY KEY (id),
    CONSTRAINT fk_consents_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE
);

CREATE INDEX ix_consents_address ON consents (channel, address, at DESC, id DESC);

CREATE INDEX ix_consents_lead_id ON consents (lead_id);

CREATE TABLE conversations (
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT,
    status TEXT DEFAULT 'open' NOT NULL,
    holder TEXT DEFAULT 'agent' NOT NULL,
    holder_user TEXT,
    held_until TIMESTAMP WITH TIME ZONE,
    state JSONB DEFAULT '{}' NOT NULL,
    opted_out BOOLEAN DEFAULT false NOT NULL,
    token_hash TEXT,
    visitor_id TEXT,
    last_seq INTEGER DEFAULT '0' NOT NULL,
    seen_seq INTEGER DEFAULT '0' NOT NULL,
    last_turn TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT fk_conversations_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE,
    CONSTRAINT fk_conversations_holder_user FOREIGN KEY(holder_user) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT uq_conversations_token_hash UNIQUE (token_hash)
);

CREATE INDEX ix_conversations_address ON conversations (channel, address);

CREATE INDEX ix_conversations_lead_id ON conversations (lead_id);

CREATE INDEX ix_conversations_status_updated ON conversations (status, updated_at DESC);

CREATE TABLE outcomes (
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    result TEXT NOT NULL,
    amount NUMERIC(18, 2),
    currency TEXT,
    reason TEXT,
    recorded_by TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_outcomes PRIMARY KEY (id),
    CONSTRAINT fk_outcomes_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE
);

CREATE INDEX ix_outcomes_lead_id ON outcomes (lead_id);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    data JSONB DEFAULT '{}' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (token_hash),
    CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_sessions_user_id ON sessions (user_id);

CREATE TABLE activities (
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    conversation_id TEXT,
    type TEXT NOT NULL,
    url TEXT,
    title TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_activities PRIMARY KEY (id),
    CONSTRAINT fk_activities_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE,
    CONSTRAINT fk_activities_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);

CREATE INDEX ix_activities_conversation_id ON activities (conversation_id);

CREATE INDEX ix_activities_lead_type_at ON activities (lead_id, type, at DESC);

CREATE TABLE assessments (
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    conversation_id TEXT,
    turn_id TEXT,
    policy_hash TEXT NOT NULL,
    stage TEXT NOT NULL,
    score FLOAT NOT NULL,
    result JSONB NOT NULL,
    inputs JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_assessments PRIMARY KEY (id),
    CONSTRAINT fk_assessments_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE,
    CONSTRAINT fk_assessments_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_assessments_policy_hash FOREIGN KEY(policy_hash) REFERENCES policies (hash)
);

CREATE INDEX ix_assessments_conversation_id ON assessments (conversation_id);

CREATE INDEX ix_assessments_lead ON assessments (lead_id, id DESC);

CREATE TABLE facts (
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    conversation_id TEXT,
    turn_id TEXT,
    slot TEXT NOT NULL,
    value JSONB NOT NULL,
    evidence JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    supersedes TEXT,
    verified BOOLEAN NOT NULL,
    reason TEXT,
    CONSTRAINT pk_facts PRIMARY KEY (id),
    CONSTRAINT fk_facts_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE,
    CONSTRAINT fk_facts_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);

CREATE INDEX ix_facts_conversation_id ON facts (conversation_id);

CREATE INDEX ix_facts_lead_id ON facts (lead_id);

CREATE TABLE handoffs (
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    stage TEXT NOT NULL,
    score FLOAT NOT NULL,
    status TEXT DEFAULT 'offered' NOT NULL,
    summary JSONB DEFAULT '{}' NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    decided_at TIMESTAMP WITH TIME ZONE,
    decided_by TEXT,
    reject_reason TEXT,
    note TEXT,
    CONSTRAINT pk_handoffs PRIMARY KEY (id),
    CONSTRAINT fk_handoffs_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE,
    CONSTRAINT fk_handoffs_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);

CREATE INDEX ix_handoffs_conversation_id ON handoffs (conversation_id);

CREATE INDEX ix_handoffs_lead_id ON handoffs (lead_id);

CREATE INDEX ix_handoffs_status ON handoffs (status, offered_at DESC, id DESC);

CREATE UNIQUE INDEX uq_handoffs_open ON handoffs (lead_id, conversation_id) WHERE status IN ('offered', 'accepted');

CREATE TABLE messages (
    id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    sender TEXT NOT NULL,
    user_id TEXT,
    text TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    provider_id TEXT,
    asks TEXT,
    move JSONB,
    turn_id TEXT,
    answered_by TEXT,
    delivery TEXT,
    delivery_error TEXT,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT uq_messages_conversation_id_seq UNIQUE (conversation_id, seq),
    CONSTRAINT uq_messages_conversation_id_provider_id UNIQUE (conversation_id, provider_id),
    CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_messages_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE
);

CREATE INDEX ix_messages_lead_id ON messages (lead_id);

CREATE INDEX ix_messages_unread ON messages (conversation_id, seq) WHERE sender = 'lead' AND answered_by IS NULL;

CREATE TABLE signals (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY,
    lead_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    signal TEXT NOT NULL,
    message_id TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_signals PRIMARY KEY (id),
    CONSTRAINT uq_signals_message_id_signal UNIQUE (message_id, signal),
    CONSTRAINT fk_signals_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE,
    CONSTRAINT fk_signals_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);

CREATE INDEX ix_signals_conversation_id ON signals (conversation_id);

CREATE INDEX ix_signals_lead_id ON signals (lead_id);

CREATE TABLE turns (
    id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    trace JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    ms FLOAT NOT NULL,
    runs INTEGER DEFAULT '0' NOT NULL,
    tokens_in INTEGER DEFAULT '0' NOT NULL,
    tokens_out INTEGER DEFAULT '0' NOT NULL,
    cost NUMERIC(12, 6),
    CONSTRAINT pk_turns PRIMARY KEY (id),
    CONSTRAINT fk_turns_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE,
    CONSTRAINT fk_turns_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);

CREATE INDEX ix_turns_conversation_id ON turns (conversation_id);

CREATE INDEX ix_turns_lead_id ON turns (lead_id);

CREATE TABLE notices (
    id TEXT NOT NULL,
    handoff_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    status TEXT DEFAULT 'pending' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    last_error TEXT,
    next_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_notices PRIMARY KEY (id),
    CONSTRAINT uq_notices_handoff_id_kind_target UNIQUE (handoff_id, kind, target),
    CONSTRAINT fk_notices_handoff_id FOREIGN KEY(handoff_id) REFERENCES handoffs (id) ON DELETE CASCADE
);

CREATE INDEX ix_notices_handoff_id ON notices (handoff_id);
