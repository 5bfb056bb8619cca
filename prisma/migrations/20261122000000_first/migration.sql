-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "account_status" AS ENUM ('active', 'suspended', 'closed');

-- CreateEnum
CREATE TYPE "tax_id_state" AS ENUM ('none', 'unverified', 'valid', 'invalid');

-- CreateEnum
CREATE TYPE "member_role" AS ENUM ('owner', 'admin', 'billing', 'member');

-- CreateEnum
CREATE TYPE "invitation_status" AS ENUM ('pending', 'accepted', 'canceled', 'expired');

-- CreateEnum
CREATE TYPE "plan_interval" AS ENUM ('month', 'year');

-- CreateEnum
CREATE TYPE "payment_method" AS ENUM ('stripe', 'paypal', 'bank_transfer', 'local_wallet');

-- CreateEnum
CREATE TYPE "credit_source" AS ENUM ('package', 'plan', 'bonus', 'adjustment', 'transfer');

-- CreateEnum
CREATE TYPE "credit_entry_kind" AS ENUM ('grant', 'spend', 'expire', 'adjust', 'revoke', 'restore', 'transfer');

-- CreateEnum
CREATE TYPE "credit_hold_status" AS ENUM ('open', 'settled', 'released', 'expired');

-- CreateEnum
CREATE TYPE "staff_role" AS ENUM ('support', 'finance', 'admin');

-- CreateEnum
CREATE TYPE "invoice_status" AS ENUM ('draft', 'pending', 'paid', 'void', 'uncollectible');

-- CreateEnum
CREATE TYPE "ledger_account_type" AS ENUM ('asset', 'liability', 'revenue', 'expense');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('pending', 'requires_action', 'pending_approval', 'processing', 'succeeded', 'failed', 'canceled');

-- CreateEnum
CREATE TYPE "refund_status" AS ENUM ('pending', 'succeeded', 'failed', 'canceled');

-- CreateEnum
CREATE TYPE "dispute_status" AS ENUM ('needs_response', 'under_review', 'won', 'lost');

-- CreateEnum
CREATE TYPE "gateway_exception_status" AS ENUM ('open', 'resolved');

-- CreateEnum
CREATE TYPE "webhook_event_status" AS ENUM ('received', 'done', 'unmatched', 'ignored', 'failed');

-- CreateEnum
CREATE TYPE "email_status" AS ENUM ('queued', 'sent', 'kept', 'failed');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('customer', 'staff', 'system', 'apiKey');

-- CreateEnum
CREATE TYPE "idempotency_state" AS ENUM ('in_flight', 'done');

-- CreateEnum
CREATE TYPE "subscription_status" AS ENUM ('trialing', 'active', 'past_due', 'paused', 'canceled', 'incomplete');

-- CreateEnum
CREATE TYPE "collector" AS ENUM ('stripe', 'paypal', 'manual');

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "status" "account_status" NOT NULL DEFAULT 'active',
    "owner_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "billing_email" TEXT NOT NULL,
    "line1" TEXT,
    "line2" TEXT,
    "city" TEXT,
    "state" TEXT,
    "postal_code" TEXT,
    "country" CHAR(2) NOT NULL,
    "tax_id" TEXT,
    "tax_id_type" TEXT,
    "tax_id_state" "tax_id_state" NOT NULL DEFAULT 'none',
    "tax_exempt" BOOLEAN NOT NULL DEFAULT false,
    "stripe_customer_id" TEXT,
    "paypal_payer_id" TEXT,
    "suspended_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "member_role" NOT NULL,
    "all_sites" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership_site" (
    "membership_id" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,

    CONSTRAINT "membership_site_pkey" PRIMARY KEY ("membership_id","site_id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "member_role" NOT NULL,
    "all_sites" BOOLEAN NOT NULL DEFAULT true,
    "site_ids" TEXT[],
    "token_hash" TEXT NOT NULL,
    "status" "invitation_status" NOT NULL DEFAULT 'pending',
    "invited_by_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "site" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "site_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "interval" "plan_interval" NOT NULL,
    "included_credits" BIGINT NOT NULL DEFAULT 0,
    "rollover_limit" BIGINT NOT NULL DEFAULT 0,
    "max_sites" INTEGER,
    "max_users" INTEGER,
    "trial_days" INTEGER NOT NULL DEFAULT 0,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "sort_order" INTEGER NOT NULL DEFAULT 0,
    "stripe_product_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_price" (
    "id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "stripe_price_id" TEXT,

    CONSTRAINT "plan_price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_package" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "credits" BIGINT NOT NULL,
    "discount_percentage" INTEGER NOT NULL DEFAULT 0,
    "stripe_product_id" TEXT,
    "paypal_product_id" TEXT,
    "is_featured" BOOLEAN NOT NULL DEFAULT false,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "sort_order" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credit_package_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_package_price" (
    "id" TEXT NOT NULL,
    "package_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "credit_package_price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_cost" (
    "id" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "credits" BIGINT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credit_cost_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tax_rate" (
    "id" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "region" TEXT,
    "name" TEXT NOT NULL,
    "basis_points" INTEGER NOT NULL,
    "is_inclusive" BOOLEAN NOT NULL DEFAULT false,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tax_rate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_method_config" (
    "id" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "method" "payment_method" NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "display_name" TEXT NOT NULL,
    "instructions" TEXT,
    "bank_name" TEXT,
    "bank_holder" TEXT,
    "bank_iban" TEXT,
    "bank_account_number" TEXT,
    "bank_bic" TEXT,
    "bank_routing" TEXT,
    "wallet_type" TEXT,
    "wallet_id" TEXT,
    "currencies" TEXT[],
    "minimum_amount" BIGINT,
    "maximum_amount" BIGINT,
    "sort_order" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_method_config_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallet" (
    "account_id" TEXT NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "debt" BIGINT NOT NULL DEFAULT 0,
    "last_entry" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "wallet_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "credit_lot" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "source" "credit_source" NOT NULL,
    "granted" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "priority" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "invoice_line_id" TEXT,
    "payment_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_lot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_entry" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "kind" "credit_entry_kind" NOT NULL,
    "credits" BIGINT NOT NULL,
    "balance_after" BIGINT NOT NULL,
    "lot_id" TEXT,
    "usage_event_id" TEXT,
    "reason" TEXT,
    "request_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_hold" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "credits" BIGINT NOT NULL,
    "status" "credit_hold_status" NOT NULL DEFAULT 'open',
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "request_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "credit_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_event" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "credits" BIGINT NOT NULL,
    "site_id" TEXT,
    "membership_id" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "request_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_day" (
    "account_id" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "operation" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "credits" BIGINT NOT NULL,

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("account_id","date","operation")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "locale" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "password" TEXT,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_rate_limit" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "window_ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "auth_rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "staff_user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "staff_role" NOT NULL,
    "two_factor_enabled" BOOLEAN NOT NULL DEFAULT false,
    "deactivated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "mfa_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_credential" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "password" TEXT,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_two_factor" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL DEFAULT true,
    "failed_verification_count" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "staff_two_factor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_enrolment_invitation" (
    "id" TEXT NOT NULL,
    "staff_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_enrolment_invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "totp_use" (
    "subject_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "totp_use_pkey" PRIMARY KEY ("subject_id","code_hash")
);

-- CreateTable
CREATE TABLE "number_series" (
    "key" TEXT NOT NULL,
    "last" INTEGER NOT NULL,
    "last_date" DATE NOT NULL,

    CONSTRAINT "number_series_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "number" TEXT,
    "status" "invoice_status" NOT NULL DEFAULT 'draft',
    "currency" CHAR(3) NOT NULL,
    "subtotal" BIGINT NOT NULL DEFAULT 0,
    "discount" BIGINT NOT NULL DEFAULT 0,
    "tax" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "amount_paid" BIGINT NOT NULL DEFAULT 0,
    "amount_credited" BIGINT NOT NULL DEFAULT 0,
    "amount_due" BIGINT NOT NULL DEFAULT 0,
    "issue_date" DATE,
    "due_date" DATE,
    "issued_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "voided_at" TIMESTAMPTZ(3),
    "void_reason" TEXT,
    "last_payment_failed_at" TIMESTAMPTZ(3),
    "subscription_id" TEXT,
    "stripe_invoice_id" TEXT,
    "payment_reference" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "buyer" JSONB,
    "seller" JSONB,
    "tax_reason" TEXT,
    "notes" TEXT,
    "content_hash" TEXT,
    "request_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_line" (
    "id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_amount" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL DEFAULT 0,
    "amount" BIGINT NOT NULL,
    "tax_basis_points" INTEGER NOT NULL DEFAULT 0,
    "credit_package_id" TEXT,
    "credits" BIGINT,
    "plan_id" TEXT,
    "period_start" TIMESTAMPTZ(3),
    "period_end" TIMESTAMPTZ(3),

    CONSTRAINT "invoice_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_tax" (
    "id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "basis_points" INTEGER NOT NULL,
    "taxable" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "invoice_tax_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_pdf" (
    "invoice_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoice_pdf_pkey" PRIMARY KEY ("invoice_id")
);

-- CreateTable
CREATE TABLE "credit_note" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "issue_date" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_note_line" (
    "id" TEXT NOT NULL,
    "credit_note_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "invoice_line_id" TEXT,
    "description" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_amount" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "tax_basis_points" INTEGER NOT NULL,

    CONSTRAINT "credit_note_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" "ledger_account_type" NOT NULL,

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "journal_entry" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "account_id" TEXT,
    "description" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "journal_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journal_line" (
    "entry_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "ledger_code" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "journal_line_pkey" PRIMARY KEY ("entry_id","position")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "invoice_id" TEXT,
    "method" "payment_method" NOT NULL,
    "status" "payment_status" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "amount_captured" BIGINT NOT NULL DEFAULT 0,
    "amount_refunded" BIGINT NOT NULL DEFAULT 0,
    "saved_payment_method_id" TEXT,
    "stripe_payment_intent_id" TEXT,
    "stripe_charge_id" TEXT,
    "paypal_order_id" TEXT,
    "paypal_capture_id" TEXT,
    "request_key" TEXT,
    "reference" TEXT,
    "declared_amount" BIGINT,
    "declared_paid_on" DATE,
    "declared_at" TIMESTAMPTZ(3),
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "decline_code" TEXT,
    "next_action" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "succeeded_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_allocation" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_allocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_proof" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "storage_key" TEXT NOT NULL,
    "uploaded_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_proof_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "status" "refund_status" NOT NULL,
    "reason" TEXT NOT NULL,
    "stripe_refund_id" TEXT,
    "paypal_refund_id" TEXT,
    "requested_by_id" TEXT,
    "failure_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "status" "dispute_status" NOT NULL,
    "reason" TEXT NOT NULL,
    "stripe_dispute_id" TEXT,
    "paypal_dispute_id" TEXT,
    "evidence_due_by" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saved_payment_method" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "method" "payment_method" NOT NULL,
    "stripe_payment_method_id" TEXT,
    "paypal_vault_id" TEXT,
    "brand" TEXT,
    "last4" TEXT,
    "exp_month" INTEGER,
    "exp_year" INTEGER,
    "email" TEXT,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "saved_payment_method_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gateway_exception" (
    "id" TEXT NOT NULL,
    "gateway" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "payment_id" TEXT,
    "account_id" TEXT,
    "currency" CHAR(3),
    "amount" BIGINT,
    "detail" TEXT NOT NULL,
    "status" "gateway_exception_status" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by_id" TEXT,
    "resolution" TEXT,

    CONSTRAINT "gateway_exception_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_event" (
    "id" TEXT NOT NULL,
    "gateway" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT,
    "status" "webhook_event_status" NOT NULL DEFAULT 'received',
    "payload" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_message" (
    "id" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "to_address" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "status" "email_status" NOT NULL DEFAULT 'queued',
    "account_id" TEXT,
    "data" JSONB NOT NULL,
    "dedupe_key" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "provider_message_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "actor_kind" "actor_kind" NOT NULL,
    "actor_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "account_id" TEXT,
    "reason" TEXT,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "id" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "state" "idempotency_state" NOT NULL,
    "response_status" INTEGER,
    "response_body" JSONB,
    "locked_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "subscription" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "status" "subscription_status" NOT NULL,
    "collector" "collector" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "current_period_start" TIMESTAMPTZ(3) NOT NULL,
    "current_period_end" TIMESTAMPTZ(3) NOT NULL,
    "billing_anchor" TIMESTAMPTZ(3) NOT NULL,
    "trial_ends_at" TIMESTAMPTZ(3),
    "cancel_at_period_end" BOOLEAN NOT NULL DEFAULT false,
    "scheduled_plan_id" TEXT,
    "saved_payment_method_id" TEXT,
    "stripe_subscription_id" TEXT,
    "paused_at" TIMESTAMPTZ(3),
    "canceled_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_slug_key" ON "account"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "account_stripe_customer_id_key" ON "account"("stripe_customer_id");

-- CreateIndex
CREATE INDEX "account_created_at_id_idx" ON "account"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "account_status_created_at_id_idx" ON "account"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "account_name_idx" ON "account"("name");

-- CreateIndex
CREATE INDEX "account_billing_email_idx" ON "account"("billing_email");

-- CreateIndex
CREATE INDEX "membership_user_id_created_at_idx" ON "membership"("user_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "membership_account_id_user_id_key" ON "membership"("account_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE INDEX "invitation_account_id_status_idx" ON "invitation"("account_id", "status");

-- CreateIndex
CREATE UNIQUE INDEX "site_account_id_domain_key" ON "site"("account_id", "domain");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "api_key_account_id_idx" ON "api_key"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_slug_key" ON "plan"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "plan_stripe_product_id_key" ON "plan"("stripe_product_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_price_stripe_price_id_key" ON "plan_price"("stripe_price_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_price_plan_id_currency_key" ON "plan_price"("plan_id", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "credit_package_slug_key" ON "credit_package"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "credit_package_stripe_product_id_key" ON "credit_package"("stripe_product_id");

-- CreateIndex
CREATE UNIQUE INDEX "credit_package_paypal_product_id_key" ON "credit_package"("paypal_product_id");

-- CreateIndex
CREATE UNIQUE INDEX "credit_package_price_package_id_currency_key" ON "credit_package_price"("package_id", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "credit_cost_operation_key" ON "credit_cost"("operation");

-- CreateIndex
CREATE INDEX "tax_rate_country_region_valid_from_idx" ON "tax_rate"("country", "region", "valid_from");

-- CreateIndex
CREATE INDEX "payment_method_config_created_at_id_idx" ON "payment_method_config"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "payment_method_config_country_method_key" ON "payment_method_config"("country", "method");

-- CreateIndex
CREATE UNIQUE INDEX "credit_lot_invoice_line_id_key" ON "credit_lot"("invoice_line_id");

-- CreateIndex
CREATE INDEX "credit_lot_account_id_priority_expires_at_created_at_idx" ON "credit_lot"("account_id", "priority", "expires_at", "created_at");

-- CreateIndex
CREATE INDEX "credit_entry_account_id_created_at_id_idx" ON "credit_entry"("account_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "credit_entry_lot_id_idx" ON "credit_entry"("lot_id");

-- CreateIndex
CREATE UNIQUE INDEX "credit_entry_account_id_number_key" ON "credit_entry"("account_id", "number");

-- CreateIndex
CREATE INDEX "credit_hold_status_expires_at_idx" ON "credit_hold"("status", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "credit_hold_account_id_request_key_key" ON "credit_hold"("account_id", "request_key");

-- CreateIndex
CREATE INDEX "usage_event_account_id_occurred_at_idx" ON "usage_event"("account_id", "occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "usage_event_account_id_request_key_key" ON "usage_event"("account_id", "request_key");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "user_created_at_id_idx" ON "user"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "credential_user_id_idx" ON "credential"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "credential_provider_id_provider_account_id_key" ON "credential"("provider_id", "provider_account_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE INDEX "verification_expires_at_idx" ON "verification"("expires_at");

-- CreateIndex
CREATE INDEX "auth_rate_limit_window_ends_at_idx" ON "auth_rate_limit"("window_ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "staff_user_email_key" ON "staff_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "staff_session_token_key" ON "staff_session"("token");

-- CreateIndex
CREATE INDEX "staff_session_user_id_idx" ON "staff_session"("user_id");

-- CreateIndex
CREATE INDEX "staff_credential_user_id_idx" ON "staff_credential"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_credential_provider_id_provider_account_id_key" ON "staff_credential"("provider_id", "provider_account_id");

-- CreateIndex
CREATE INDEX "staff_verification_identifier_idx" ON "staff_verification"("identifier");

-- CreateIndex
CREATE INDEX "staff_verification_expires_at_idx" ON "staff_verification"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "staff_two_factor_user_id_key" ON "staff_two_factor"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_enrolment_invitation_code_hash_key" ON "staff_enrolment_invitation"("code_hash");

-- CreateIndex
CREATE INDEX "staff_enrolment_invitation_staff_id_idx" ON "staff_enrolment_invitation"("staff_id");

-- CreateIndex
CREATE INDEX "totp_use_expires_at_idx" ON "totp_use"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_number_key" ON "invoice"("number");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_stripe_invoice_id_key" ON "invoice"("stripe_invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_request_key_key" ON "invoice"("request_key");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_payment_reference_key" ON "invoice"("payment_reference");

-- CreateIndex
CREATE INDEX "invoice_created_at_id_idx" ON "invoice"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "invoice_status_created_at_id_idx" ON "invoice"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "invoice_account_id_created_at_id_idx" ON "invoice"("account_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "invoice_issue_date_id_idx" ON "invoice"("issue_date" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "invoice_total_id_idx" ON "invoice"("total", "id");

-- CreateIndex
CREATE INDEX "invoice_status_due_date_idx" ON "invoice"("status", "due_date");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_line_invoice_id_position_key" ON "invoice_line"("invoice_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_tax_invoice_id_name_basis_points_key" ON "invoice_tax"("invoice_id", "name", "basis_points");

-- CreateIndex
CREATE UNIQUE INDEX "credit_note_number_key" ON "credit_note"("number");

-- CreateIndex
CREATE INDEX "credit_note_account_id_created_at_id_idx" ON "credit_note"("account_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "credit_note_line_credit_note_id_position_key" ON "credit_note_line"("credit_note_id", "position");

-- CreateIndex
CREATE INDEX "journal_entry_account_id_occurred_at_idx" ON "journal_entry"("account_id", "occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "journal_entry_kind_source_id_key" ON "journal_entry"("kind", "source_id");

-- CreateIndex
CREATE INDEX "journal_line_ledger_code_currency_idx" ON "journal_line"("ledger_code", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "payment_stripe_payment_intent_id_key" ON "payment"("stripe_payment_intent_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_stripe_charge_id_key" ON "payment"("stripe_charge_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_paypal_order_id_key" ON "payment"("paypal_order_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_paypal_capture_id_key" ON "payment"("paypal_capture_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_request_key_key" ON "payment"("request_key");

-- CreateIndex
CREATE INDEX "payment_created_at_id_idx" ON "payment"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payment_status_created_at_id_idx" ON "payment"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payment_account_id_created_at_id_idx" ON "payment"("account_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payment_invoice_id_idx" ON "payment"("invoice_id");

-- CreateIndex
CREATE INDEX "payment_amount_id_idx" ON "payment"("amount", "id");

-- CreateIndex
CREATE INDEX "payment_allocation_invoice_id_idx" ON "payment_allocation"("invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_allocation_payment_id_invoice_id_key" ON "payment_allocation"("payment_id", "invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_proof_storage_key_key" ON "payment_proof"("storage_key");

-- CreateIndex
CREATE INDEX "payment_proof_payment_id_idx" ON "payment_proof"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_stripe_refund_id_key" ON "refund"("stripe_refund_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_paypal_refund_id_key" ON "refund"("paypal_refund_id");

-- CreateIndex
CREATE INDEX "refund_payment_id_idx" ON "refund"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_stripe_dispute_id_key" ON "dispute"("stripe_dispute_id");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_paypal_dispute_id_key" ON "dispute"("paypal_dispute_id");

-- CreateIndex
CREATE INDEX "dispute_payment_id_idx" ON "dispute"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "saved_payment_method_stripe_payment_method_id_key" ON "saved_payment_method"("stripe_payment_method_id");

-- CreateIndex
CREATE UNIQUE INDEX "saved_payment_method_paypal_vault_id_key" ON "saved_payment_method"("paypal_vault_id");

-- CreateIndex
CREATE INDEX "saved_payment_method_account_id_created_at_idx" ON "saved_payment_method"("account_id", "created_at");

-- CreateIndex
CREATE INDEX "gateway_exception_status_created_at_idx" ON "gateway_exception"("status", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "gateway_exception_gateway_kind_object_id_key" ON "gateway_exception"("gateway", "kind", "object_id");

-- CreateIndex
CREATE INDEX "webhook_event_received_at_id_idx" ON "webhook_event"("received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "webhook_event_status_received_at_id_idx" ON "webhook_event"("status", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "webhook_event_object_id_idx" ON "webhook_event"("object_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_event_gateway_event_id_key" ON "webhook_event"("gateway", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "email_message_dedupe_key_key" ON "email_message"("dedupe_key");

-- CreateIndex
CREATE INDEX "email_message_created_at_id_idx" ON "email_message"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "email_message_status_created_at_id_idx" ON "email_message"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "email_message_account_id_created_at_id_idx" ON "email_message"("account_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_number_key" ON "audit_event"("number");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_hash_key" ON "audit_event"("hash");

-- CreateIndex
CREATE INDEX "audit_event_created_at_id_idx" ON "audit_event"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_event_subject_type_subject_id_idx" ON "audit_event"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_number_idx" ON "audit_event"("account_id", "number" DESC);

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_stripe_subscription_id_key" ON "subscription"("stripe_subscription_id");

-- CreateIndex
CREATE INDEX "subscription_account_id_created_at_idx" ON "subscription"("account_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "subscription_status_current_period_end_idx" ON "subscription"("status", "current_period_end");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership_site" ADD CONSTRAINT "membership_site_membership_id_fkey" FOREIGN KEY ("membership_id") REFERENCES "membership"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership_site" ADD CONSTRAINT "membership_site_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "site"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_invited_by_id_fkey" FOREIGN KEY ("invited_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site" ADD CONSTRAINT "site_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_price" ADD CONSTRAINT "plan_price_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_package_price" ADD CONSTRAINT "credit_package_price_package_id_fkey" FOREIGN KEY ("package_id") REFERENCES "credit_package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wallet" ADD CONSTRAINT "wallet_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_lot" ADD CONSTRAINT "credit_lot_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_lot" ADD CONSTRAINT "credit_lot_invoice_line_id_fkey" FOREIGN KEY ("invoice_line_id") REFERENCES "invoice_line"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_lot" ADD CONSTRAINT "credit_lot_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_entry" ADD CONSTRAINT "credit_entry_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_entry" ADD CONSTRAINT "credit_entry_lot_id_fkey" FOREIGN KEY ("lot_id") REFERENCES "credit_lot"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_entry" ADD CONSTRAINT "credit_entry_usage_event_id_fkey" FOREIGN KEY ("usage_event_id") REFERENCES "usage_event"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_hold" ADD CONSTRAINT "credit_hold_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "site"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_membership_id_fkey" FOREIGN KEY ("membership_id") REFERENCES "membership"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_day" ADD CONSTRAINT "usage_day_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credential" ADD CONSTRAINT "credential_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_session" ADD CONSTRAINT "staff_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "staff_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_credential" ADD CONSTRAINT "staff_credential_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "staff_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_two_factor" ADD CONSTRAINT "staff_two_factor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "staff_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_enrolment_invitation" ADD CONSTRAINT "staff_enrolment_invitation_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_credit_package_id_fkey" FOREIGN KEY ("credit_package_id") REFERENCES "credit_package"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_tax" ADD CONSTRAINT "invoice_tax_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_pdf" ADD CONSTRAINT "invoice_pdf_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_note_line" ADD CONSTRAINT "credit_note_line_credit_note_id_fkey" FOREIGN KEY ("credit_note_id") REFERENCES "credit_note"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_line" ADD CONSTRAINT "journal_line_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "journal_entry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_line" ADD CONSTRAINT "journal_line_ledger_code_fkey" FOREIGN KEY ("ledger_code") REFERENCES "ledger_account"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_saved_payment_method_id_fkey" FOREIGN KEY ("saved_payment_method_id") REFERENCES "saved_payment_method"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "staff_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_proof" ADD CONSTRAINT "payment_proof_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_proof" ADD CONSTRAINT "payment_proof_uploaded_by_id_fkey" FOREIGN KEY ("uploaded_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "staff_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_payment_method" ADD CONSTRAINT "saved_payment_method_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_message" ADD CONSTRAINT "email_message_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_scheduled_plan_id_fkey" FOREIGN KEY ("scheduled_plan_id") REFERENCES "plan"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_saved_payment_method_id_fkey" FOREIGN KEY ("saved_payment_method_id") REFERENCES "saved_payment_method"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- ───────────────────────────── What must never break, enforced here ─────────────────────────────
-- See docs/data.md for the reasons. Application code is written so that none of these ever fires.

-- Codes and amounts
ALTER TABLE "account" ADD CONSTRAINT "account_currency_code" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "account" ADD CONSTRAINT "account_country_code" CHECK ("country" ~ '^[A-Z]{2}$');
ALTER TABLE "account" ADD CONSTRAINT "account_slug_shape" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "account" ADD CONSTRAINT "account_closed_when_closed" CHECK (("status" = 'closed') = ("closed_at" IS NOT NULL));
ALTER TABLE "plan_price" ADD CONSTRAINT "plan_price_amount" CHECK ("amount" >= 0 AND "currency" ~ '^[A-Z]{3}$');
ALTER TABLE "credit_package" ADD CONSTRAINT "credit_package_values" CHECK ("credits" > 0 AND "discount_percentage" BETWEEN 0 AND 99);
ALTER TABLE "credit_package_price" ADD CONSTRAINT "credit_package_price_amount" CHECK ("amount" > 0 AND "currency" ~ '^[A-Z]{3}$');
ALTER TABLE "credit_cost" ADD CONSTRAINT "credit_cost_credits" CHECK ("credits" >= 0);
ALTER TABLE "tax_rate" ADD CONSTRAINT "tax_rate_values" CHECK ("basis_points" BETWEEN 0 AND 10000 AND ("valid_to" IS NULL OR "valid_to" > "valid_from"));
ALTER TABLE "payment_method_config" ADD CONSTRAINT "payment_method_config_country" CHECK ("country" = '*' OR "country" ~ '^[A-Z]{2}$');
ALTER TABLE "payment_method_config" ADD CONSTRAINT "payment_method_config_limits"
  CHECK (("minimum_amount" IS NULL OR "minimum_amount" > 0) AND ("maximum_amount" IS NULL OR "maximum_amount" > 0)
         AND ("minimum_amount" IS NULL OR "maximum_amount" IS NULL OR "minimum_amount" <= "maximum_amount"));
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_period" CHECK ("current_period_end" > "current_period_start");

-- One owner per account, one default method, no two open memberships
CREATE UNIQUE INDEX "membership_one_owner" ON "membership" ("account_id") WHERE "role" = 'owner';
CREATE UNIQUE INDEX "saved_payment_method_one_default" ON "saved_payment_method" ("account_id") WHERE "is_default" AND "removed_at" IS NULL;
CREATE UNIQUE INDEX "invitation_one_pending" ON "invitation" ("account_id", lower("email")) WHERE "status" = 'pending';

-- Invoices: the sums, the number exactly when issued, the state's own facts
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_sums" CHECK (
  "subtotal" >= 0 AND "discount" BETWEEN 0 AND "subtotal" AND "tax" >= 0 AND "total" = "subtotal" - "discount" + "tax");
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_paid_and_due" CHECK (
  "amount_paid" >= 0 AND "amount_credited" >= 0 AND "amount_due" >= 0
  AND ("status" = 'void' AND "amount_due" = 0 AND "amount_paid" = 0
       OR "status" <> 'void' AND "amount_due" = "total" - "amount_paid" - "amount_credited"));
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_paid_means_nothing_due" CHECK ("status" <> 'paid' OR "amount_due" = 0);
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_issued_has_papers" CHECK (
  ("status" = 'draft') = ("number" IS NULL)
  AND ("status" = 'draft' OR "issue_date" IS NOT NULL AND "due_date" IS NOT NULL AND "issued_at" IS NOT NULL
       AND "buyer" IS NOT NULL AND "seller" IS NOT NULL AND "content_hash" IS NOT NULL));
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_dates" CHECK (
  ("status" = 'paid') = ("paid_at" IS NOT NULL) AND ("status" = 'void') = ("voided_at" IS NOT NULL) AND "due_date" >= "issue_date");
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_sums" CHECK (
  "quantity" > 0 AND "unit_amount" >= 0 AND "discount" BETWEEN 0 AND "quantity" * "unit_amount"
  AND "amount" = "quantity" * "unit_amount" - "discount" AND "tax_basis_points" BETWEEN 0 AND 10000
  AND ("credits" IS NULL OR "credits" > 0));
ALTER TABLE "invoice_tax" ADD CONSTRAINT "invoice_tax_values" CHECK ("taxable" >= 0 AND "amount" >= 0 AND "basis_points" BETWEEN 0 AND 10000);
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_sums" CHECK ("subtotal" >= 0 AND "tax" >= 0 AND "total" = "subtotal" + "tax" AND "total" > 0);

CREATE FUNCTION "invoice_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD."status" <> 'draft' THEN RAISE EXCEPTION 'An issued invoice cannot be deleted (%)', OLD."number" USING ERRCODE = 'restrict_violation'; END IF;
    RETURN OLD;
  END IF;
  IF OLD."status" = 'draft' THEN RETURN NEW; END IF;
  IF ROW(NEW."id", NEW."account_id", NEW."number", NEW."currency", NEW."subtotal", NEW."discount", NEW."tax", NEW."total",
         NEW."issue_date", NEW."due_date", NEW."issued_at", NEW."subscription_id", NEW."payment_reference", NEW."locale",
         NEW."buyer", NEW."seller", NEW."tax_reason", NEW."notes", NEW."content_hash", NEW."created_at")
     IS DISTINCT FROM
     ROW(OLD."id", OLD."account_id", OLD."number", OLD."currency", OLD."subtotal", OLD."discount", OLD."tax", OLD."total",
         OLD."issue_date", OLD."due_date", OLD."issued_at", OLD."subscription_id", OLD."payment_reference", OLD."locale",
         OLD."buyer", OLD."seller", OLD."tax_reason", OLD."notes", OLD."content_hash", OLD."created_at") THEN
    RAISE EXCEPTION 'An issued invoice cannot be changed (%)', OLD."number" USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW."status" = 'draft' THEN RAISE EXCEPTION 'An issued invoice cannot become a draft (%)', OLD."number" USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD."status" = 'void' AND NEW."status" <> 'void' THEN RAISE EXCEPTION 'A void invoice stays void (%)', OLD."number" USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "invoice_frozen" BEFORE UPDATE OR DELETE ON "invoice" FOR EACH ROW EXECUTE FUNCTION "invoice_frozen"();

CREATE FUNCTION "invoice_part_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE parent text := CASE WHEN TG_OP = 'INSERT' THEN NEW."invoice_id" ELSE OLD."invoice_id" END;
BEGIN
  IF (SELECT "status" FROM "invoice" WHERE "id" = parent) <> 'draft'
     OR TG_OP = 'UPDATE' AND NEW."invoice_id" <> OLD."invoice_id" THEN
    RAISE EXCEPTION 'The lines and taxes of an issued invoice cannot be changed (%)', parent USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER "invoice_line_frozen" BEFORE INSERT OR UPDATE OR DELETE ON "invoice_line" FOR EACH ROW EXECUTE FUNCTION "invoice_part_frozen"();
CREATE TRIGGER "invoice_tax_frozen" BEFORE INSERT OR UPDATE OR DELETE ON "invoice_tax" FOR EACH ROW EXECUTE FUNCTION "invoice_part_frozen"();

-- Numbers only go up by one, dates never back
CREATE FUNCTION "number_series_gapless"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW."key" <> OLD."key" OR NEW."last" <> OLD."last" + 1 OR NEW."last_date" < OLD."last_date" THEN
    RAISE EXCEPTION 'A number series has no gaps (%)', OLD."key" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "number_series_gapless" BEFORE UPDATE OR DELETE ON "number_series" FOR EACH ROW EXECUTE FUNCTION "number_series_gapless"();
ALTER TABLE "number_series" ADD CONSTRAINT "number_series_from_one" CHECK ("last" >= 1);

-- Payments
ALTER TABLE "payment" ADD CONSTRAINT "payment_amounts" CHECK (
  "amount" > 0 AND "amount_captured" >= 0 AND "amount_refunded" BETWEEN 0 AND "amount_captured" AND "currency" ~ '^[A-Z]{3}$');
ALTER TABLE "payment" ADD CONSTRAINT "payment_success_has_money" CHECK (
  ("status" = 'succeeded') = ("succeeded_at" IS NOT NULL) AND ("status" = 'succeeded') = ("amount_captured" > 0));
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_amount" CHECK ("amount" > 0);
ALTER TABLE "refund" ADD CONSTRAINT "refund_amount" CHECK ("amount" > 0);
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_amount" CHECK ("amount" > 0);

-- Credits
ALTER TABLE "wallet" ADD CONSTRAINT "wallet_never_overdrawn" CHECK ("balance" >= 0 AND "reserved" BETWEEN 0 AND "balance" AND "debt" >= 0);
ALTER TABLE "credit_lot" ADD CONSTRAINT "credit_lot_remaining" CHECK ("granted" > 0 AND "remaining" BETWEEN 0 AND "granted");
ALTER TABLE "credit_entry" ADD CONSTRAINT "credit_entry_values" CHECK ("credits" <> 0 AND "balance_after" >= 0 AND "number" > 0);
CREATE UNIQUE INDEX "credit_entry_request" ON "credit_entry" ("account_id", "request_key", "lot_id") NULLS NOT DISTINCT WHERE "request_key" IS NOT NULL;
ALTER TABLE "credit_hold" ADD CONSTRAINT "credit_hold_credits" CHECK ("credits" > 0);
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_values" CHECK ("quantity" > 0 AND "credits" >= 0);

-- Append-only
CREATE FUNCTION "append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "credit_entry_append_only" BEFORE UPDATE OR DELETE ON "credit_entry" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_entry_no_truncate" BEFORE TRUNCATE ON "credit_entry" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "journal_entry_append_only" BEFORE UPDATE OR DELETE ON "journal_entry" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "journal_entry_no_truncate" BEFORE TRUNCATE ON "journal_entry" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "journal_line_append_only" BEFORE UPDATE OR DELETE ON "journal_line" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "journal_line_no_truncate" BEFORE TRUNCATE ON "journal_line" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "audit_event_append_only" BEFORE UPDATE OR DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "audit_event_no_truncate" BEFORE TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "invoice_pdf_append_only" BEFORE UPDATE OR DELETE ON "invoice_pdf" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "payment_allocation_append_only" BEFORE UPDATE OR DELETE ON "payment_allocation" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_note_append_only" BEFORE UPDATE OR DELETE ON "credit_note" FOR EACH ROW EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_note_line_append_only" BEFORE UPDATE OR DELETE ON "credit_note_line" FOR EACH ROW EXECUTE FUNCTION "append_only"();

-- Emptying a table at once is refused like changing a row
CREATE TRIGGER "invoice_no_truncate" BEFORE TRUNCATE ON "invoice" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "invoice_line_no_truncate" BEFORE TRUNCATE ON "invoice_line" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "invoice_tax_no_truncate" BEFORE TRUNCATE ON "invoice_tax" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "invoice_pdf_no_truncate" BEFORE TRUNCATE ON "invoice_pdf" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "number_series_no_truncate" BEFORE TRUNCATE ON "number_series" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "payment_no_truncate" BEFORE TRUNCATE ON "payment" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "payment_allocation_no_truncate" BEFORE TRUNCATE ON "payment_allocation" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_note_no_truncate" BEFORE TRUNCATE ON "credit_note" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_note_line_no_truncate" BEFORE TRUNCATE ON "credit_note_line" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "credit_lot_no_truncate" BEFORE TRUNCATE ON "credit_lot" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "wallet_no_truncate" BEFORE TRUNCATE ON "wallet" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
CREATE TRIGGER "audit_chain_no_truncate" BEFORE TRUNCATE ON "audit_chain" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();

-- Journal entries balance per currency; looked at when the transaction commits
CREATE FUNCTION "journal_entry_balances"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entry text := coalesce(to_jsonb(NEW) ->> 'entry_id', to_jsonb(NEW) ->> 'id'); -- a line or the entry itself
BEGIN
  IF (SELECT count(*) FROM "journal_line" WHERE "entry_id" = entry) < 2
     OR EXISTS (SELECT 1 FROM "journal_line" WHERE "entry_id" = entry GROUP BY "currency" HAVING sum("amount") <> 0) THEN
    RAISE EXCEPTION 'Journal entry % does not balance', entry USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "journal_entry_balances" AFTER INSERT ON "journal_entry" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "journal_entry_balances"();
CREATE CONSTRAINT TRIGGER "journal_line_balances" AFTER INSERT ON "journal_line" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "journal_entry_balances"();
ALTER TABLE "journal_line" ADD CONSTRAINT "journal_line_amount" CHECK ("amount" <> 0);

-- The audit log's chain: number, previous hash and hash are set here, whatever the writer says
ALTER TABLE "audit_chain" ADD CONSTRAINT "audit_chain_one_row" CHECK ("id" = 1);
INSERT INTO "audit_chain" ("id", "number", "hash") VALUES (1, 0, repeat('0', 64));

CREATE FUNCTION "audit_event_hash"(e "audit_event") RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(e."previous_hash", e."number", e."id", e."actor_kind"::text, e."actor_id", e."action",
    e."subject_type", e."subject_id", e."account_id", e."reason", e."before", e."after", e."request_id",
    extract(epoch FROM e."created_at"))::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION "audit_event_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "audit_chain" SET "number" = "number" + 1 WHERE "id" = 1 RETURNING "number", "hash" INTO NEW."number", NEW."previous_hash";
  NEW."hash" := audit_event_hash(NEW);
  UPDATE "audit_chain" SET "hash" = NEW."hash" WHERE "id" = 1;
  RETURN NEW;
END $$;
CREATE TRIGGER "audit_event_chain" BEFORE INSERT ON "audit_event" FOR EACH ROW EXECUTE FUNCTION "audit_event_chain"();

-- The chart of accounts
INSERT INTO "ledger_account" ("code", "name", "type") VALUES
  ('receivable', 'Trade receivables', 'asset'),
  ('cash_stripe', 'Cash at Stripe', 'asset'),
  ('cash_paypal', 'Cash at PayPal', 'asset'),
  ('cash_bank', 'Cash at bank', 'asset'),
  ('cash_wallet', 'Cash in local wallets', 'asset'),
  ('money_on_account', 'Customers'' money on account', 'liability'),
  ('ordered_credits', 'Credits invoiced, not yet granted', 'liability'),
  ('deferred_credits', 'Credits granted, not yet spent', 'liability'),
  ('deferred_revenue', 'Subscriptions paid ahead', 'liability'),
  ('tax_payable', 'Tax payable', 'liability'),
  ('revenue', 'Revenue', 'revenue'),
  ('refunds', 'Refunds', 'revenue'),
  ('fees', 'Gateway and bank fees', 'expense'),
  ('bad_debt', 'Bad debt', 'expense');
