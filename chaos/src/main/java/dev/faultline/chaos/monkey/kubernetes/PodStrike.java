package dev.faultline.chaos.monkey.kubernetes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Deletes one of the pods that opted in, if enough of them remain.
 *
 * @param group the value of the label {@value #LABEL} by which pods opt in
 * @param selector an additional label selector in Kubernetes' syntax; empty for none
 * @param minimumAlive how many ready pods must remain
 * @param graceSeconds how long the pod may take to end; empty for the pod's own setting
 * @param leashed whether this is a dry run, in which the cluster deletes nothing
 */
public record PodStrike(
    String namespace,
    String group,
    String selector,
    int minimumAlive,
    OptionalLong graceSeconds,
    boolean leashed) {
  /** The label by which pods opt in. */
  public static final String LABEL = "faultline.dev/monkey";

  public PodStrike {
    if (!group.matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException(
          "group is '" + group + "', expected the value of a label, such as shop");
    }
    if (minimumAlive < 0) {
      throw new IllegalArgumentException(
          "minimumAlive is " + minimumAlive + ", expected 0 or more");
    }
  }

  /**
   * The result.
   *
   * @param reason why no pod was deleted; empty if one was
   */
  public record Result(Optional<Pod> victim, String reason) {}

  /**
   * Deletes one pod, drawn uniformly from a seed.
   *
   * @throws IOException if the cluster refuses, so that nothing was deleted, or does not answer, so
   *     that the outcome is unknown
   */
  public Result strike(Pods pods, long seed) throws IOException {
    String labels = LABEL + "=" + group + (selector.isEmpty() ? "" : "," + selector);
    List<Pod> running = new ArrayList<>();
    int ready = 0;
    for (Pod pod : pods.list(namespace, labels)) {
      if (pod.running()) {
        running.add(pod);
        ready += pod.ready() ? 1 : 0;
      }
    }
    if (running.isEmpty()) {
      return new Result(
          Optional.empty(), "no pod is eligible: none that is running has the labels " + labels);
    }
    Pod victim = running.get(new SplittableRandom(seed).nextInt(running.size()));
    int left = ready - (victim.ready() ? 1 : 0);
    if (left < minimumAlive) {
      return new Result(
          Optional.empty(),
          "%d ready pods would be left, and %d have to be".formatted(left, minimumAlive));
    }
    pods.delete(victim, graceSeconds, leashed);
    return new Result(Optional.of(victim), "");
  }
}
