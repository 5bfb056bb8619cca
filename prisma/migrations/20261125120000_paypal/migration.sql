-- Money that a bank has taken back without a dispute: the dispute that it belongs to may be heard of later, and finds it here.
ALTER TABLE "dispute" ADD COLUMN "is_reversal" BOOLEAN NOT NULL DEFAULT false;

-- A PayPal account that is kept for later while it pays; said with the payment, so that a lost order is asked for with the same words.
ALTER TABLE "payment" ADD COLUMN "saves_account" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "payment" ADD CONSTRAINT "payment_saves_account" CHECK (NOT "saves_account" OR ("method" = 'paypal' AND "saved_payment_method_id" IS NULL));
