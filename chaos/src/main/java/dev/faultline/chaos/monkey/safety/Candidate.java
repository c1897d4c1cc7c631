package dev.faultline.chaos.monkey.safety;

import dev.faultline.chaos.monkey.group.Instance;
import java.util.Optional;

/**
 * An instance of the group.
 *
 * @param optedIn whether the process itself opted in
 * @param protectedSince why it is never struck; empty where it may be
 */
public record Candidate(
    Instance instance, Answer<Boolean> optedIn, Answer<Optional<String>> protectedSince) {}
