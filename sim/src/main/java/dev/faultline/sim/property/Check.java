package dev.faultline.sim.property;

import dev.faultline.check.Verdict;
import java.util.function.Supplier;

/** A property that a check of the whole run decides. */
record Check(Property property, Supplier<? extends Verdict> verdict) {}
