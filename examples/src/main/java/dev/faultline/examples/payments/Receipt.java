package dev.faultline.examples.payments;

/** This order has been charged. */
record Receipt(int order) {}
