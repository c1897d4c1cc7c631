/**
 * A shop and a bank, each a process of its own that is killed at random moments: with a durable
 * link every order is charged once, with a naive retry some are charged twice.
 */
@NullMarked
package dev.faultline.bench.payments;

import org.jspecify.annotations.NullMarked;
