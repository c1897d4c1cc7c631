package dev.faultline.chaos.monkey.safety;

import dev.faultline.chaos.monkey.group.Instance;
import java.util.Optional;

/**
 * An instance of the group that may be terminated.
 *
 * @param optedIn whether the process itself opted in
 * @param protectedSince why the monkey never strikes this instance; empty if it may
 */
public record Candidate(
    Instance instance, Answer<Boolean> optedIn, Answer<Optional<String>> protectedSince) {}
