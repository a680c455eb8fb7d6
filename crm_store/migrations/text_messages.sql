ALTER TABLE conversations ADD COLUMN line TEXT;

CREATE TABLE receipts (
	key TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_receipts PRIMARY KEY (key)
);

CREATE TABLE deliveries (
	message_id TEXT NOT NULL, 
	conversation_id TEXT NOT NULL, 
	status TEXT DEFAULT 'waiting' NOT NULL, 
	sid TEXT, 
	line TEXT, 
	attempts INTEGER DEFAULT '0' NOT NULL, 
	claimed_until TIMESTAMP WITH TIME ZONE, 
	claimed_at TIMESTAMP WITH TIME ZONE, 
	slot_at TIMESTAMP WITH TIME ZONE, 
	next_at TIMESTAMP WITH TIME ZONE, 
	reason TEXT, 
	error_code INTEGER, 
	encoding TEXT, 
	segments INTEGER, 
	price NUMERIC(12, 5), 
	currency TEXT, 
	content_sid TEXT, 
	confirms_opt_out BOOLEAN DEFAULT false NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_deliveries PRIMARY KEY (message_id), 
	CONSTRAINT fk_deliveries_message_id FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_deliveries_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE INDEX ix_deliveries_sid ON deliveries (sid);
CREATE INDEX ix_deliveries_conversation_id ON deliveries (conversation_id);

CREATE TABLE delivery_statuses (
	sid TEXT NOT NULL, 
	status TEXT NOT NULL, 
	error_code INTEGER, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_delivery_statuses PRIMARY KEY (sid, status)
);

CREATE TABLE sending_lines (
	line TEXT NOT NULL, 
	free_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_sending_lines PRIMARY KEY (line)
);

CREATE TABLE merges (
	id TEXT NOT NULL, 
	lead_id TEXT NOT NULL, 
	gone_id TEXT NOT NULL, 
	known_by TEXT NOT NULL, 
	gone JSONB NOT NULL, 
	moved JSONB NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	undone_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_merges PRIMARY KEY (id), 
	CONSTRAINT fk_merges_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id) ON DELETE CASCADE
);
CREATE INDEX ix_merges_lead_id ON merges (lead_id);
