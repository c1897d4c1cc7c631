package dev.faultline.sim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a world went.
 *
 * @param violation the first property that did not hold, or null
 * @param inconclusive why nothing can be said, or null: an event limit, a check that ran out of
 *     budget
 * @param nanos simulated time at the end
 * @param events how many events were handled
 * @param traceHash equal exactly for runs that went the same way
 * @param reached for every {@code sometimes} of the program, whether it happened
 * @param outcomes what the program declared as outcomes of this run, in order
 */
public record WorldResult(
    @Nullable Violation violation,
    @Nullable String inconclusive,
    long nanos,
    long events,
    long traceHash,
    Map<String, Boolean> reached,
    List<String> outcomes) {}
