package dev.faultline.sim.property;

import java.util.function.BooleanSupplier;

/** A property that a condition decides. */
record Condition(Property property, BooleanSupplier holds) {}
