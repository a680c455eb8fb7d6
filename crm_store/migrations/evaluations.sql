CREATE TABLE evaluations (
	id TEXT NOT NULL,
	run_id TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	suite TEXT NOT NULL,
	model TEXT NOT NULL,
	prompts TEXT NOT NULL,
	code TEXT NOT NULL,
	version TEXT DEFAULT '' NOT NULL,
	cases TEXT NOT NULL,
	playbooks JSONB NOT NULL,
	runs INTEGER NOT NULL,
	holds BOOLEAN NOT NULL,
	gates JSONB NOT NULL,
	numbers JSONB NOT NULL,
	costly JSONB NOT NULL,
	usage JSONB NOT NULL,
	report BYTEA,
	CONSTRAINT pk_evaluations PRIMARY KEY (id)
);
CREATE INDEX ix_evaluations_run_id ON evaluations (run_id);
CREATE INDEX ix_evaluations_suite ON evaluations (suite, id DESC);
