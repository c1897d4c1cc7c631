package dev.faultline.sim.property;

import java.util.List;

/** A property's name, and where the program declared it. */
record Property(String name, List<StackTraceElement> declared) {}
