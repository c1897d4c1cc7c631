package dev.faultline.chaos.plan;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.api.ToxicText;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The active faults of proxies, including network faults between targets. */
final class Toxics {
  private final Plan plan;
  private final ProxyServer proxies;
  private final Bands bands;
  private final Consumer<String> say;
  private final Consumer<String> withoutEffect;
  private final List<Planted> toxics = new ArrayList<>();
  private int number;

  /**
   * A toxic of a proxy.
   *
   * @param fault of the plan, to which it belongs with others
   */
  private record Planted(PlanFault.OnProxy toxic, String fault) {
    /** On how many connections it has taken effect, or one more: 0 means on none for sure. */
    long bitten(Proxy proxy) {
      ToxicSpec spec = toxic.toxic();
      // Who is refused is so by the system, which not every user sees. One that is being connected
      // is not counted yet, and struck all the same.
      boolean some =
          spec.toxic() instanceof ConnectFault.Refuse
              ? !Proxy.seesRefused()
              : spec.toxicity() >= 1 && proxy.openConnections() > 0;
      return proxy.applications(spec.name()) + (some ? 1 : 0);
    }
  }

  /**
   * Creates an empty set of faults.
   *
   * @param withoutEffect is told of each fault that changed nothing, when it is over
   */
  Toxics(
      Plan plan,
      ProxyServer proxies,
      Bands bands,
      Consumer<String> say,
      Consumer<String> withoutEffect) {
    this.plan = plan;
    this.proxies = proxies;
    this.bands = bands;
    this.say = say;
    this.withoutEffect = withoutEffect;
  }

  /** Begins a fault of the plan that is of one proxy. */
  void begin(PlanFault.OnProxy toxic) throws Halt {
    onProxy(toxic, nameOf(toxic));
  }

  /**
   * Puts a toxic into a proxy.
   *
   * @param fault of the plan, which it is all of or a part of
   */
  private void onProxy(PlanFault.OnProxy toxic, String fault) throws Halt {
    try {
      proxies.proxy(toxic.proxy()).addToxic(toxic.toxic());
      toxics.add(new Planted(toxic, fault));
      bands.begin(nameOf(toxic));
      say.accept(nameOf(toxic));
    } catch (ProxyException e) {
      throw Faults.failed(toxic, e);
    }
  }

  /** What a fault of the network does to the proxies between those chosen and all others. */
  void between(PlanFault.OnProcesses fault, String verb, List<Target> chosen) throws Halt {
    Optional<Toxic> toxic;
    try {
      toxic = ofNetwork(fault);
    } catch (ProxyException e) {
      throw Faults.failed(fault, e);
    }
    if (toxic.isEmpty()) {
      return;
    }
    Set<String> names = new TreeSet<>();
    chosen.forEach(target -> names.add(target.name()));
    String text = verb + " " + String.join(", ", names);
    boolean between = false;
    for (PlanProxy proxy : plan.proxies()) {
      if (proxy.isBetweenTargets()
          && names.contains(proxy.from().get()) != names.contains(proxy.to().get())) {
        ToxicSpec spec = new ToxicSpec("plan-fault-" + ++number, toxic.get(), Stream.BOTH, 1f);
        onProxy(new PlanFault.OnProxy(fault.place(), proxy.name(), spec), text);
        between = true;
      }
    }
    if (!between) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED,
          "%s: no proxy is between %s and another target that is not struck"
              .formatted(fault.place(), String.join(", ", names)));
    }
  }

  private static Optional<Toxic> ofNetwork(PlanFault.OnProcesses fault) throws ProxyException {
    return switch (fault) {
      case PlanFault.Partition _ -> Optional.of(ToxicText.toxic("stall", List.of()));
      case PlanFault.Delay delay ->
          Optional.of(
              ToxicText.toxic(
                  "latency", List.of(Map.entry("latency", delay.by().toMillis() + ""))));
      case PlanFault.Send _,
          PlanFault.Pause _,
          PlanFault.Slow _,
          PlanFault.Skew _,
          PlanFault.OnDisk _ ->
          Optional.empty();
    };
  }

  private static String nameOf(PlanFault.OnProxy toxic) {
    return "proxy " + toxic.proxy() + ": " + toxic.toxic().toxic().type();
  }

  /** Ends all faults; adds those that could not be ended to {@code failures}. */
  void end(List<String> failures) {
    Map<String, Long> bitten = new TreeMap<>();
    for (Planted planted : toxics) {
      PlanFault.OnProxy toxic = planted.toxic();
      try {
        Proxy proxy = proxies.proxy(toxic.proxy());
        bitten.merge(planted.fault(), planted.bitten(proxy), Long::sum);
        proxy.removeToxic(toxic.toxic().name());
        bands.end(nameOf(toxic));
        say.accept(nameOf(toxic) + " ends");
      } catch (ProxyException e) {
        failures.add("proxy " + toxic.proxy() + ": " + e.getMessage());
      }
    }
    toxics.clear();
    bitten.forEach((fault, times) -> {
      if (times == 0) {
        withoutEffect.accept(
            "a fault had no effect: '" + fault + "' met no connection that it could strike");
      }
    });
  }
}
