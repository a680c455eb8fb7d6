-- One conversation over several channels, and floods. Applied by revision 0006; never changed afterwards.

CREATE TABLE ways (
    conversation_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    line TEXT,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_ways PRIMARY KEY (conversation_id, channel),
    CONSTRAINT fk_ways_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);

CREATE INDEX ix_ways_address ON ways (channel, address, opened_at DESC);

INSERT INTO ways (conversation_id, channel, address, line, opened_at)
SELECT id, channel, address, line, created_at FROM conversations
WHERE address IS NOT NULL AND channel IN ('sms', 'whatsapp');

ALTER TABLE messages ADD COLUMN channel TEXT;

UPDATE messages SET channel = conversations.channel FROM conversations
WHERE conversations.id = messages.conversation_id;

CREATE TABLE floods (
    id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    address TEXT NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE,
    released_by TEXT,
    CONSTRAINT pk_floods PRIMARY KEY (id),
    CONSTRAINT fk_floods_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);

CREATE INDEX ix_floods_address ON floods (address, began_at DESC);

CREATE INDEX ix_floods_conversation_id ON floods (conversation_id);
