package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.kubernetes.ClusterAccess;
import dev.faultline.chaos.monkey.kubernetes.Pod;
import dev.faultline.chaos.monkey.kubernetes.PodStrike;
import dev.faultline.chaos.monkey.kubernetes.Pods;
import dev.faultline.chaos.monkey.process.Signal;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a plan. The controller of a deleted pod starts a new one. Confined to the thread that
 * runs the plan.
 */
final class PodTargets implements AutoCloseable {
  private final Plan plan;
  private final Map<String, String> environment;
  private @Nullable ClusterAccess access;
  private @Nullable Pods pods;

  PodTargets(Plan plan, Map<String, String> variables) {
    this.plan = plan;
    this.environment = new TreeMap<>(System.getenv());
    environment.putAll(variables);
  }

  private ClusterAccess access() throws IOException {
    ClusterAccess known = access;
    if (known == null) {
      known = ClusterAccess.find(environment);
      access = known;
    }
    return known;
  }

  private Pods pods() throws IOException {
    Pods known = pods;
    if (known == null) {
      known = new Pods(access());
      pods = known;
    }
    return known;
  }

  /** Whether any pod that opted in is running. */
  boolean isRunning(Target.OfPods target) throws IOException {
    return pods().list(access().namespace(), selector(target)).stream().anyMatch(Pod::running);
  }

  private String selector(Target.OfPods target) {
    return PodStrike.LABEL + "=" + plan.name() + "," + target.selector();
  }

  /**
   * Deletes one pod, drawn from a seed: at once for KILL, otherwise with the pod's grace period.
   *
   * @return which
   */
  String strike(Target.OfPods target, Signal signal, long seed) throws IOException {
    OptionalLong grace = signal.equals(Signal.KILL) ? OptionalLong.of(0) : OptionalLong.empty();
    PodStrike.Result result =
        new PodStrike(access().namespace(), plan.name(), target.selector(), 0, grace, false)
            .strike(pods(), seed);
    Pod victim = result.victim().orElseThrow(() -> new IOException(result.reason()));
    return "pod %s/%s (%s)".formatted(victim.namespace(), victim.name(), victim.uid());
  }

  @Override
  public void close() {
    if (pods != null) {
      pods.close();
    }
  }
}
