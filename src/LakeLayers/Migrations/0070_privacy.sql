-- The vault of tokenised columns: which token stands for which value of a domain.
CREATE TABLE lake.token (
    domain     text        NOT NULL,
    lookup     bytea       NOT NULL,   -- HMAC-SHA-256 of the value with the key of the domain
    token      text        NOT NULL UNIQUE,
    sealed     bytea       NOT NULL,   -- the value: nonce (12 bytes), tag (16), AES-256-GCM
    key_id     text        NOT NULL,   -- of the secret, not the secret
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (domain, lookup)
);

-- What was protected how when a model was last published, with the id of the key: rows of two ways must not meet in one table.
ALTER TABLE lake.model ADD COLUMN protection text NOT NULL DEFAULT '';
