package dev.faultline.check.generate;

import dev.faultline.check.Spec;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The inputs of an object's clients and the outputs that they may get.
 *
 * @param name of the model
 * @param spec the specification of the object
 * @param inputs draws an input
 * @param outputs every output worth trying for an input; at least one must be possible in each
 *     state
 */
public record Workload<S, I, O>(
    String name,
    Spec<S, I, O> spec,
    Function<RandomGenerator, I> inputs,
    Function<I, List<O>> outputs) {}
