package dev.faultline.mount;

import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.Effect;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.Faults;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Injection;
import dev.faultline.disk.fault.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The rules in force, each with a number that no other gets, and what they have come to. They may
 * change while calls meet them. Safe for several threads.
 */
final class Rules {
  private final Aftermath aftermath;
  private final Handles handles;
  private final TreeMap<Integer, FaultRule> numbered = new TreeMap<>();
  private Faults faults;
  private int last;
  private long earlierFirings;
  private volatile boolean active;
  private volatile boolean countsRoom;

  /** Another one after each change of the rules. */
  private volatile Object version = new Object();

  /** A rule in force. */
  record Numbered(int number, FaultRule rule, long fitting, long struck) {}

  /** Begins with none. */
  Rules(Aftermath aftermath, Handles handles) {
    this.aftermath = aftermath;
    this.handles = handles;
    faults = new Faults(List.of(), 0, aftermath);
  }

  /** Whether there is any rule, or anything that one left behind. */
  boolean active() {
    return active;
  }

  /** Whether a rule counts what is given back by a removal. */
  boolean countsRoom() {
    return countsRoom;
  }

  /** The rules, in their order. */
  synchronized List<FaultRule> all() {
    return List.copyOf(numbered.values());
  }

  /** The same, with what they have come to. */
  synchronized List<Numbered> list() {
    List<Numbered> all = new ArrayList<>();
    numbered.forEach((number, rule) -> all.add(numbered(number, rule)));
    return all;
  }

  private Numbered numbered(int number, FaultRule rule) {
    Faults.Tally tally = faults.tally(rule);
    return new Numbered(number, rule, tally.fitting(), tally.struck());
  }

  /**
   * Adds rules behind the others.
   *
   * @param seed for what these leave to chance
   * @return with their numbers
   */
  synchronized List<Numbered> add(List<FaultRule> rules, long seed) {
    if (!active && !rules.isEmpty()) {
      handles.forEach((handle, open) -> faults.opened(handle, open.node()));
    }
    List<Numbered> added = new ArrayList<>();
    for (FaultRule rule : rules) {
      faults.append(rule, seed);
      numbered.put(++last, rule);
      added.add(numbered(last, rule));
    }
    active |= !rules.isEmpty();
    countsRoom = MountRules.countsRoom(all());
    version = new Object();
    return added;
  }

  /**
   * Takes a rule away; what it left behind stays.
   *
   * @throws IllegalArgumentException if there is none of the number
   */
  synchronized Numbered remove(int number) {
    FaultRule rule = numbered.remove(number);
    if (rule == null) {
      throw new IllegalArgumentException(
          "there is no rule " + number + (numbered.isEmpty() ? "" : ", but " + numbered.keySet()));
    }
    Numbered removed = numbered(number, rule);
    faults.remove(rule);
    version = new Object();
    return removed;
  }

  /** Takes all rules away, and what they left behind. */
  synchronized List<Numbered> clear() {
    List<Numbered> removed = list();
    earlierFirings += faults.firings();
    faults = new Faults(List.of(), 0, aftermath);
    numbered.clear();
    active = false;
    version = new Object();
    return removed;
  }

  /** Whether {@link #next} has to be told of a call on a path. */
  synchronized boolean concern(FileCall call, String path) {
    return faults.concerns(call, path);
  }

  /** The same of a call through an open file. */
  boolean concern(FileCall call, OpenFile open) {
    return open.concerns(call, version, each -> concern(each, open.path()));
  }

  /** What a call meets. */
  synchronized Injection next(Request request) {
    return faults.next(request);
  }

  /** Whether a rule in force has calls like this wait for ever. */
  synchronized boolean holds(Request request) {
    return faults.holds(request);
  }

  /** A file was opened. */
  synchronized void opened(long handle, long node) {
    if (active) {
      faults.opened(handle, node);
    }
  }

  /** An open file was closed. */
  synchronized void closed(long handle) {
    faults.closed(handle);
  }

  /** The machine has crashed, and forgotten who is still to be told of errors. */
  synchronized void crashed() {
    faults.crashed();
  }

  /** A group of writes was torn, of which a request was the last. */
  synchronized void tore(Effect.TornGroup effect, Request request) {
    faults.tore(effect, request);
  }

  /** How often rules struck, those among them that are gone. */
  synchronized long firings() {
    return earlierFirings + faults.firings();
  }

  /** One sentence for each rule in force that has struck nothing, and why. */
  synchronized List<String> warnings() {
    return faults.warnings();
  }
}
