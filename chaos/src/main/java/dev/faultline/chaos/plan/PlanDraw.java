package dev.faultline.chaos.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Draws phases for a system from the faults that apply to it. */
final class PlanDraw {
  private static final int PHASES_MOST = 4;
  private static final int FAULTS_MOST = 2;
  private static final long SHORTEST_MILLIS = 250;

  private final Plan plan;
  private final long longestMillis;
  private final SplittableRandom random;

  /**
   * Draws for one plan.
   *
   * @param longestMillis of a phase
   */
  PlanDraw(Plan plan, long longestMillis, long seed) {
    this.plan = plan;
    this.longestMillis = Math.max(SHORTEST_MILLIS, longestMillis);
    this.random = new SplittableRandom(seed);
  }

  /** Whether there is any fault of targets to draw. */
  boolean hasFaults() {
    return !scopes().isEmpty();
  }

  /** Phases as they are in YAML; at least one of them has a fault. */
  List<PlanDraft.Drawn> phases() {
    List<PlanDraft.Drawn> phases = new ArrayList<>();
    int count = 1 + random.nextInt(PHASES_MOST);
    for (int i = 0; i < count; i++) {
      List<Map<String, Object>> faults = new ArrayList<>();
      int most = 1 + random.nextInt(FAULTS_MOST);
      // Some phases are calm: what comes between two faults matters, too.
      for (int j = 0; j < most && (i == 0 || random.nextInt(4) > 0); j++) {
        faults.add(fault());
      }
      phases.add(new PlanDraft.Drawn(millis(), faults));
    }
    return phases;
  }

  /** Draws short and long durations equally often, on a logarithmic scale. */
  private long millis() {
    double share = random.nextDouble();
    return Math.round(SHORTEST_MILLIS * Math.pow((double) longestMillis / SHORTEST_MILLIS, share));
  }

  private Map<String, Object> fault() {
    List<String> scopes = scopes();
    boolean onProxy = scopes.isEmpty() || (!plan.proxies().isEmpty() && random.nextBoolean());
    return onProxy ? toxic() : strike(scopes);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** The roles whose targets can all have some fault; the empty one stands for all targets. */
  private List<String> scopes() {
    TreeSet<String> roles = new TreeSet<>();
    plan.targets().forEach(target -> roles.addAll(target.roles()));
    List<String> scopes = new ArrayList<>();
    for (String role : roles) {
      if (!kinds(of(role)).isEmpty()) {
        scopes.add(role);
      }
    }
    // As often as all roles together.
    for (int i = 0; i < Math.max(1, roles.size()) && !kinds(plan.targets()).isEmpty(); i++) {
      scopes.add("");
    }
    return scopes;
  }

  private List<Target> of(String role) {
    return StruckTargets.of(plan.targets(), role.isEmpty() ? Optional.empty() : Optional.of(role));
  }

  private static boolean startsAll(List<Target> of) {
    return of.stream().allMatch(target -> target.source() instanceof Target.Started);
  }

  /** The faults that each of these targets can have, more likely ones several times. */
  private List<String> kinds(List<Target> of) {
    List<String> kinds = new ArrayList<>();
    if (of.isEmpty()) {
      return kinds;
    }
    if (startsAll(of)) {
      kinds.addAll(List.of("kill", "kill", "term", "pause", "pause"));
    } else if (of.stream().allMatch(target -> target.source() instanceof Target.OfPods)) {
      // Their controller starts others.
      kinds.addAll(List.of("kill", "term"));
    } else if (of.stream().noneMatch(target -> target.source() instanceof Target.OfPods)) {
      // The plan cannot restart a target that it only found.
      kinds.add("pause");
    }
    if (of.stream().allMatch(one -> StruckTargets.isLinked(plan.proxies(), one.name()))) {
      kinds.addAll(List.of("partition", "partition", "delay"));
    }
    if (of.stream().allMatch(target -> target.disk().isPresent())) {
      kinds.addAll(List.of("disk", "disk"));
    }
    return kinds;
  }

  private Map<String, Object> strike(List<String> scopes) {
    String scope = one(scopes);
    List<Target> of = of(scope);
    boolean startsAll = startsAll(of);
    String kind = one(kinds(of));
    List<String> choices = new ArrayList<>(List.of("one", "one", "minority"));
    if (of.stream().allMatch(target -> target.primary().isPresent())) {
      choices.add("primaries");
    }
    String role = scope.isEmpty() ? "" : " " + scope;
    Map<String, Object> fault = new LinkedHashMap<>();
    fault.put(kind, one(choices) + role);
    switch (kind) {
      case "delay" -> fault.put("by", one(List.of(20L, 100L, 500L, 2_000L)) + "ms");
      // A full or failing disk may end a target, as a kill does.
      case "disk" -> {
        switch (startsAll ? random.nextInt(3) : 0) {
          case 0 -> fault.put("slow", one(List.of(5L, 50L, 500L)) + "ms");
          case 1 -> fault.put("full", true);
          default -> fault.put("failing", true);
        }
      }
      default -> {}
    }
    return fault;
  }

  private Map<String, Object> toxic() {
    Map<String, Object> fault = new LinkedHashMap<>();
    fault.put("proxy", one(plan.proxies()).name());
    String type =
        one(
            List.of(
                "stall",
                "latency",
                "reset_peer",
                "refuse",
                "loss_stall",
                "bandwidth",
                "half_open"));
    fault.put("toxic", type);
    if (!type.equals("refuse")) {
      fault.put("stream", one(List.of("both", "both", "upstream", "downstream")));
    }
    Map<String, Object> attributes = attributes(type);
    if (!attributes.isEmpty()) {
      fault.put("attributes", attributes);
    }
    if (!type.equals("refuse") && random.nextInt(4) == 0) {
      fault.put("toxicity", 0.5);
    }
    return fault;
  }

  private Map<String, Object> attributes(String type) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    switch (type) {
      case "latency" -> {
        long latency = one(List.of(20L, 100L, 500L, 2_000L));
        attributes.put("latency", latency);
        attributes.put("jitter", one(List.of(0L, latency / 2)));
      }
      case "reset_peer" -> attributes.put("timeout", one(List.of(0L, 100L, 500L)));
      case "loss_stall" -> attributes.put("probability", one(List.of(0.01, 0.1, 0.3)));
      case "bandwidth" -> attributes.put("rate", one(List.of(1L, 10L, 100L)));
      default -> {}
    }
    return attributes;
  }
}
