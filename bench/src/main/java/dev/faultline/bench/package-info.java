/** Benchmarks, each a program with a main method or a JMH class. */
@NullMarked
package dev.faultline.bench;

import org.jspecify.annotations.NullMarked;
