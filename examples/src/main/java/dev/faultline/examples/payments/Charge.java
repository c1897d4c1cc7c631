package dev.faultline.examples.payments;

/** Charge for this order. */
record Charge(int order) {}
