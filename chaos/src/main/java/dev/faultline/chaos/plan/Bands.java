package dev.faultline.chaos.plan;

import dev.faultline.chaos.plan.PlanBand.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Records when each fault was active. Confined to the thread that runs the plan. */
final class Bands {
  private record Open(Kind kind, String text, Duration from) {}

  private final Supplier<Duration> now;
  private final List<Open> open = new ArrayList<>();
  private final List<PlanBand> done = new ArrayList<>();

  /** Creates bands; {@code now} gives the time since the plan began. */
  Bands(Supplier<Duration> now) {
    this.now = now;
  }

  /** Begins a phase and ends the one before. */
  void phase(String name) {
    endPhase();
    begin(Kind.PHASE, name);
  }

  void endPhase() {
    open.stream().filter(one -> one.kind() == Kind.PHASE).toList().forEach(this::close);
  }

  /** Begins a fault. */
  void begin(String text) {
    begin(Kind.FAULT, text);
  }

  private void begin(Kind kind, String text) {
    open.add(new Open(kind, text, now.get()));
  }

  /** Ends the fault with this text; does nothing if there is none. */
  void end(String text) {
    open.stream()
        .filter(one -> one.kind() == Kind.FAULT && one.text().equals(text))
        .toList()
        .forEach(this::close);
  }

  /** Ends the faults that struck this target, since it runs again. */
  void endOf(Target target) {
    open.stream()
        .filter(one -> one.kind() == Kind.FAULT && one.text().endsWith(" " + target.name()))
        .toList()
        .forEach(this::close);
  }

  private void close(Open one) {
    open.remove(one);
    done.add(new PlanBand(one.kind(), one.text(), one.from(), now.get()));
  }

  /** Returns all bands in the order in which they began; open bands end now. */
  List<PlanBand> all() {
    List.copyOf(open).forEach(this::close);
    List<PlanBand> all = new ArrayList<>(done);
    all.sort((a, b) -> a.from().compareTo(b.from()));
    return all;
  }
}
