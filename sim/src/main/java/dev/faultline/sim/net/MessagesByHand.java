package dev.faultline.sim.net;

import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.connection.Segment;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.setup.MessageFilter;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.user.UserCode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages that the program drops, delays or holds itself: the n-th that a filter of its lets
 * through. Each is a decision, so that a shrinker can let it pass.
 */
public final class MessagesByHand {
  /** What becomes of a message. */
  public enum Fate {
    DROPPED,
    DELAYED,
    HELD
  }

  private static final class Rule {
    final String name;
    final MessageFilter filter;
    final Fate fate;
    final long delayNanos;
    int missing;
    @Nullable Link link;
    Link.@Nullable Held held;

    Rule(String name, int nth, MessageFilter filter, Fate fate, long delayNanos) {
      this.name = name;
      this.missing = nth;
      this.filter = filter;
      this.fate = fate;
      this.delayNanos = delayNanos;
    }

    String text() {
      return "message '" + name + "'";
    }
  }

  private final Kernel kernel;
  private final Adversary adversary;
  private final Links links;
  private Map<String, Rule> rules = Collections.emptyMap();
  private List<Rule> waiting = Collections.emptyList();

  /** Null until the world runs. */
  private @Nullable SystemModel model;

  /** Told of each message that met its fate. */
  private Consumer<String> told = kind -> {};

  /** No messages, as yet. */
  public MessagesByHand(Kernel kernel, Adversary adversary, Links links) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.links = links;
  }

  /**
   * Adds a rule.
   *
   * @throws IllegalArgumentException when there is one of that name, or {@code nth} is not positive
   * @throws ModelException when the world runs, and its model rules that out
   */
  public void add(String name, int nth, MessageFilter filter, Fate fate, long delayNanos) {
    if (nth < 1) {
      throw new IllegalArgumentException("nth is " + nth + ", expected 1 for the first, or more");
    }
    Rule rule = new Rule(name, nth, filter, fate, delayNanos);
    if (model != null) {
      require(rule, model);
    }
    rules = Lazily.open(rules);
    if (rules.putIfAbsent(name, rule) != null) {
      throw new IllegalArgumentException("there is already a message called '" + name + "'");
    }
    waiting = Lazily.with(waiting, rule);
    links.handled(this);
    kernel.monitors().remembersMessages();
  }

  /**
   * The world begins to run.
   *
   * @param told hears of each message that met its fate
   * @throws ModelException when the model rules out what was asked for
   */
  public void start(SystemModel system, Consumer<String> told) {
    this.told = told;
    model = system;
    for (Rule each : waiting) {
      require(each, system);
    }
  }

  private static void require(Rule rule, SystemModel system) {
    switch (rule.fate) {
      case DROPPED -> {
        if (!system.links().loss()) {
          throw new ModelException(
              rule.text() + " is to be dropped, but links of this model lose no messages");
        }
      }
      case HELD -> {
        if (system.synchrony() instanceof Synchrony.Synchronous) {
          throw new ModelException(
              rule.text()
                  + " is to be held, but in this model messages arrive within a known bound");
        }
      }
      case DELAYED -> {} // Up to the bound, where there is one.
    }
  }

  /** Adds each message, and whether it was sent, to what was reached or not. */
  public Map<String, Boolean> reached(Map<String, Boolean> others) {
    if (rules.isEmpty()) {
      return others;
    }
    Map<String, Boolean> reached = Lazily.open(others);
    rules.values().forEach(rule -> reached.put(rule.text(), !waiting.contains(rule)));
    return reached;
  }

  /**
   * Whether a message that is sent now goes no further for the time being.
   *
   * @return whether it was dropped or held
   */
  boolean takes(Link link, long ordinal, Object message, long contents) {
    link.handDelayNanos = 0;
    if (link.stopped) {
      link.hold(ordinal, message, contents);
      return true;
    }
    Rule rule = waiting.isEmpty() ? null : hit(link, message);
    if (rule == null) {
      return false;
    }
    if (adversary.strikes(Decision.FAULT_SKIPPED, link.subject, ordinal, Odds.NEVER)) {
      trace(
          rule,
          link,
          ordinal,
          "passes; what the program does to it is left out: this run is played without it");
      return false;
    }
    told.accept("message " + word(rule.fate));
    kernel.hash().add(rule.name);
    switch (rule.fate) {
      case DROPPED -> {
        links.lose(link, ordinal, message, LossReason.BY_HAND);
        return true;
      }
      case DELAYED -> {
        trace(rule, link, ordinal, "is delayed by " + SimTime.text(rule.delayNanos));
        link.handDelayNanos = rule.delayNanos;
        return false;
      }
      case HELD -> {
        trace(rule, link, ordinal, "is held");
        rule.link = link;
        if (links.reorder()) {
          rule.held = new Link.Held(ordinal, message, contents);
        } else {
          // What comes after it may not overtake it.
          link.stopped = true;
          link.hold(ordinal, message, contents);
        }
        return true;
      }
    }
    return false;
  }

  private @Nullable Rule hit(Link link, Object message) {
    Object shown = Segment.shown(message);
    Rule hit = null;
    for (Rule each : List.copyOf(waiting)) {
      boolean meant;
      try {
        meant = each.filter.test(link.from.name, link.to.name, shown);
      } catch (Throwable thrown) {
        UserCode.rethrowWhatIsNotIts(thrown);
        kernel
            .monitors()
            .programThrew("the filter of " + each.text(), thrown, Violation.Judged.WHEN_SEEN);
        return null;
      }
      if (meant && --each.missing == 0) {
        waiting.remove(each);
        hit = hit == null ? each : hit;
      }
    }
    return hit;
  }

  /**
   * Lets a message go that is held; nothing where it is not, or not yet.
   *
   * @throws IllegalArgumentException when there is no message of that name
   */
  public void release(String name) {
    Rule rule = rules.get(name);
    if (rule == null) {
      throw new IllegalArgumentException(
          "no message is called '" + name + "', expected one of " + rules.keySet());
    }
    release(rule);
  }

  private void release(Rule rule) {
    Link link = rule.link;
    if (link == null) {
      return;
    }
    rule.link = null;
    kernel.trace(
        new TraceEvent.Remarked(
            kernel.now(), "world", rule.text() + " is released, on " + link.text()));
    Link.Held held = rule.held;
    rule.held = null;
    if (held != null) {
      links.goOn(link, held);
    } else {
      link.stopped = false;
      links.release(link);
    }
  }

  /** Lets all go that is held, and handles no other message. */
  void heal() {
    waiting = Collections.emptyList();
    releaseAll();
  }

  /** Lets all go that is held. */
  public void releaseAll() {
    rules.values().forEach(this::release);
  }

  private void trace(Rule rule, Link link, long ordinal, String what) {
    if (kernel.traced()) {
      kernel.trace(
          new TraceEvent.Remarked(
              kernel.now(),
              "world",
              rule.text() + ", " + link.text() + " #" + ordinal + ", " + what));
    }
  }

  private static String word(Fate fate) {
    return switch (fate) {
      case DROPPED -> "dropped";
      case DELAYED -> "delayed";
      case HELD -> "held";
    };
  }
}
