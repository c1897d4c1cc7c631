package dev.faultline.guard.breaker;

import dev.faultline.guard.Stripe;

/**
 * A part of the lock of a group: a thread that holds it reads the group, and one that changes the
 * group holds all parts.
 */
final class EjectionStripe extends Stripe {}
