-- Spending looks at lots that hold credits only, however many an account has used up.
CREATE INDEX "credit_lot_open" ON "credit_lot" ("account_id", "priority", "expires_at", "created_at") WHERE "remaining" > 0;

-- Where credits stand between two accounts of ours: what one entry puts in, the other takes out.
INSERT INTO "ledger_account" ("code", "name", "type") VALUES ('moved_credits', 'Credits moved between accounts', 'liability');
