package dev.faultline.check.generate;

import dev.faultline.check.Spec;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What clients of an object may ask, and what they may be told.
 *
 * @param name of the model
 * @param spec what the object does
 * @param inputs draws an input
 * @param outputs every output worth trying for an input; at least one must be possible in each
 *     state
 */
public record Workload<S, I, O>(
    String name,
    Spec<S, I, O> spec,
    Function<RandomGenerator, I> inputs,
    Function<I, List<O>> outputs) {}
