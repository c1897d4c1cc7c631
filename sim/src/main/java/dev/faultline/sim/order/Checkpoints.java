package dev.faultline.sim.order;

import dev.faultline.core.Restorable;
import dev.faultline.sim.adversary.Rewind;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.content.Structures;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.Pending;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.run.Kernel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Saves and restores a world whose nodes are {@link Restorable}. What is saved is small, because
 * states and events are immutable and shared.
 */
final class Checkpoints implements Rewind {
  private record Saved(
      Object[] states,
      int[] numbers,
      Pending[] pending,
      Pending[] enabled,
      long nanos,
      long ordinal,
      long[] timers,
      long[] draws,
      long[] links) {}

  /** Where it does not matter which message of its link one is. */
  private static final long[] NO_LINKS = {};

  private static final int FEW = 24;

  private final Kernel kernel;
  private final OrderedLoop loop;
  private final SimNode[] nodes;
  private final Restorable[] instances;
  private final Structures structures = new Structures();

  /** What those of the states said that somebody could still change; null where there are none. */
  private @Nullable Map<Integer, Long> changeable;

  private Object[] states;
  private int[] numbers;
  private Pending[] timers = new Pending[16];
  private int timerCount;

  /** Where the world was last taken back to. */
  private @Nullable Saved restored;

  /** After how many events the world was found to be there still. */
  private long unchangedAt = -1;

  Checkpoints(Kernel kernel, OrderedLoop loop) {
    this.kernel = kernel;
    this.loop = loop;
    List<SimNode> all = kernel.nodes();
    this.nodes = all.toArray(SimNode[]::new);
    this.instances = new Restorable[nodes.length];
    this.states = new Object[nodes.length];
    this.numbers = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      if (!(nodes[i].instance instanceof Restorable restorable)) {
        throw new ModelException(
            "a search over states needs nodes that implement "
                + Restorable.class.getName()
                + ", and "
                + nodes[i].name
                + " does not, or is down; search over schedules instead");
      }
      instances[i] = restorable;
    }
    loop.keys().numberContents();
    loop.pending()
        .set(
            Arrays.stream(loop.pending().events())
                .map(event -> event.withContent(loop.keys().numberOf(event)))
                .toArray(Pending[]::new));
    for (int i = 0; i < nodes.length; i++) {
      states[i] = instances[i].state();
      numbers[i] = number(i, states[i]);
    }
    mustBeRewindable();
    allMustBeRewindable();
  }

  private int number(int node, Object state) {
    int number = structures.ofState(nodes[node].name, state, kernel.hash().contents());
    if (structures.changeable()) {
      if (changeable == null) {
        changeable = new LinkedHashMap<>();
      }
      changeable.put(number, structures.of(state));
    }
    return number;
  }

  /** A state that is no value would take other states with it when it changes. */
  private void mustBeUnchanged(int node, Object state, int number) {
    Long said = changeable == null ? null : changeable.get(number);
    if (said != null && said != structures.of(state)) {
      throw new ModelException(
          "the state that "
              + nodes[node].name
              + " handed out has changed since, a "
              + state.getClass().getTypeName()
              + ": state() has to return a value that nobody changes, or a copy");
    }
  }

  /** What a search over states cannot take back must not have happened. */
  private void mustBeRewindable() {
    if (kernel.remarks().operations() > 0) {
      refuse("what clients were told");
    }
    if (kernel.links().haveBandwidth()) {
      refuse("how full the queues of links are (Network.bandwidth)");
    }
    if (kernel.monitors().remembers()) {
      refuse(Monitors.MEMORY);
    }
    if (kernel.healed()) {
      refuse("the moment of healing (World.healAfter)");
    }
    if (loop.faultsPlayed()) {
      refuse("the faults of a script");
    }
    int last = loop.lastNode();
    if (last >= 0) {
      mustBeRewindable(last);
    } else {
      allMustBeRewindable();
    }
  }

  private void allMustBeRewindable() {
    for (int i = 0; i < nodes.length; i++) {
      mustBeRewindable(i);
    }
  }

  private void mustBeRewindable(int index) {
    SimNode node = nodes[index];
    if (node.instance != instances[index]) {
      refuse("the crash of " + node.name);
    }
    if (node.wroteToStore()) {
      refuse("what " + node.name + " wrote to its store");
    }
    if (node.disk != null) {
      refuse("the files on the disk of " + node.name);
    }
    if (node.env != null && node.env.hasConnections()) {
      refuse("the connections of " + node.name);
    }
  }

  private static void refuse(String what) {
    throw new ModelException(
        "a search over states cannot restore " + what + "; search over schedules instead");
  }

  /** Looks at the nodes' states anew; only those that changed cost more than a comparison. */
  private void look() {
    Object[] seen = states;
    boolean copied = false;
    for (int i = 0; i < nodes.length; i++) {
      Object state = instances[i].state();
      if (state != seen[i]) {
        int number = number(i, state);
        if (!copied) {
          states = states.clone();
          numbers = numbers.clone();
          copied = true;
        }
        states[i] = state;
        numbers[i] = number;
      } else if (changeable != null) {
        mustBeUnchanged(i, state, numbers[i]);
      }
    }
  }

  @Override
  public Object save() {
    allMustBeRewindable();
    look();
    Saved before = restored;
    return new Saved(
        states,
        numbers,
        loop.pending().events(),
        loop.enabled(),
        kernel.now(),
        loop.ordinalOfNext(),
        shared(before == null ? null : before.timers, loop.keys().timers().clone()),
        shared(before == null ? null : before.draws, draws()),
        loop.linksMatter() ? kernel.links().ordinals() : NO_LINKS);
  }

  private long[] draws() {
    long[] draws = new long[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      draws[i] = nodes[i].draws();
    }
    return draws;
  }

  /** Most states have counted what the one before has; there are many, so they share the array. */
  private static long[] shared(long @Nullable [] before, long[] counted) {
    return before != null && Arrays.equals(before, counted) ? before : counted;
  }

  /** Most events of a search change nothing: a message that is not awaited any more, for one. */
  @Override
  public boolean unchanged() {
    mustBeRewindable();
    Saved saved = restored;
    if (saved == null || loop.pending().events() != saved.pending) {
      return false;
    }
    for (int i = 0; i < nodes.length; i++) {
      if (changeable != null
          || instances[i].state() != saved.states[i]
          || nodes[i].draws() != saved.draws[i]) {
        return false;
      }
    }
    unchangedAt = kernel.events();
    return true;
  }

  @Override
  public void restore(Object from) {
    Saved saved = (Saved) from;
    if (saved == restored && unchangedAt == kernel.events()) {
      goesOn(saved);
      return;
    }
    restored = saved;
    for (int i = 0; i < nodes.length; i++) {
      if (changeable != null) {
        mustBeUnchanged(i, saved.states[i], saved.numbers[i]);
      }
      if (instances[i].state() != saved.states[i]) {
        instances[i].restore(saved.states[i]);
      }
      nodes[i].draws(saved.draws[i]);
    }
    states = saved.states;
    numbers = saved.numbers;
    loop.pending().set(saved.pending, saved.enabled);
    loop.keys().timers(saved.timers);
    goesOn(saved);
  }

  /** What every event moves on, even one that changes nothing. */
  private void goesOn(Saved saved) {
    loop.continueAt(saved.ordinal);
    kernel.rewind(saved.nanos);
    if (saved.links != NO_LINKS) {
      kernel.links().ordinals(saved.links);
    }
  }

  /**
   * The numbers of the nodes' states and draws; then the messages as a sorted list, or by link
   * where their order counts; then the timers by node, in the order in which they were set, and
   * which of them overtake others.
   */
  @Override
  public int[] signature() {
    look();
    return signatureOf(loop.pending().events());
  }

  @Override
  public long[] digest() {
    look();
    Pending[] pending = loop.pending().events();
    return new StateDigest(structures, loop.keys())
        .of(signatureOf(pending), nodes.length, loop.inOrder(), timerCount, pending.length);
  }

  private int[] signatureOf(Pending[] pending) {
    int[] signature = new int[2 * nodes.length + pending.length + 1];
    System.arraycopy(numbers, 0, signature, 0, nodes.length);
    for (int i = 0; i < nodes.length; i++) {
      signature[nodes.length + i] = (int) nodes[i].draws();
    }
    int at = 2 * nodes.length + 1;
    int messages = at;
    int count = 0;
    boolean timed = false;
    if (timers.length < pending.length) {
      timers = new Pending[pending.length * 2];
    }
    for (Pending event : pending) {
      int kind = EventMeta.kind(event.meta);
      if (kind == EventMeta.DELIVERY) {
        signature[at++] = event.content;
      } else {
        addTimer(event, count++);
        timed |= kind == EventMeta.CONTROL;
      }
    }
    signature[2 * nodes.length] = at - messages;
    if (loop.inOrder()) {
      at = byLink(pending, signature, messages);
    } else {
      sort(signature, messages, at);
    }
    timerCount = count;
    int[] whole = withTimers(signature, at);
    return timed ? withTimes(pending, whole) : whole;
  }

  private int[] withTimers(int[] signature, int start) {
    for (int i = 0; i < timerCount; i++) {
      signature[start + i] = timers[i].content;
    }
    int[] overtaking = TimerOrder.overtaking(timers, timerCount);
    if (overtaking.length == 0) {
      return signature;
    }
    int[] longer = Arrays.copyOf(signature, signature.length + overtaking.length);
    System.arraycopy(overtaking, 0, longer, signature.length, overtaking.length);
    return longer;
  }

  /**
   * What the world itself is still to do at a time comes before all that is due later, so that it
   * matters how much later each event is due.
   */
  private int[] withTimes(Pending[] pending, int[] signature) {
    int at = signature.length;
    int[] timed = Arrays.copyOf(signature, at + 2 * pending.length);
    for (Pending event : pending) {
      timed[at++] = event.content;
      timed[at++] = structures.number(Math.max(0, event.at - kernel.now()));
    }
    return timed;
  }

  /** Messages of one link stay in order, links come in the order of their numbers. */
  private static int byLink(Pending[] pending, int[] signature, int from) {
    Pending[] deliveries =
        Arrays.stream(pending)
            .filter(event -> EventMeta.kind(event.meta) == EventMeta.DELIVERY)
            .sorted((a, b) ->
                a.meta != b.meta
                    ? Long.compare(a.meta, b.meta)
                    : Long.compare(a.sequence, b.sequence))
            .toArray(Pending[]::new);
    int at = from;
    for (Pending event : deliveries) {
      signature[at++] = event.content;
    }
    return at;
  }

  /** Puts an event into the first {@code count} of the timers, where it belongs. */
  private void addTimer(Pending event, int count) {
    int node = event.node();
    int place = count;
    while (place > 0 && before(node, event.sequence, timers[place - 1])) {
      timers[place] = timers[place - 1];
      place--;
    }
    timers[place] = event;
  }

  /** For a few numbers a general sort takes longer to find out what to do than to do it. */
  private static void sort(int[] numbers, int from, int to) {
    if (to - from > FEW) {
      Arrays.sort(numbers, from, to);
      return;
    }
    for (int i = from + 1; i < to; i++) {
      int number = numbers[i];
      int place = i;
      while (place > from && numbers[place - 1] > number) {
        numbers[place] = numbers[place - 1];
        place--;
      }
      numbers[place] = number;
    }
  }

  private static boolean before(int node, long sequence, Pending other) {
    int others = other.node();
    return node != others ? node < others : sequence < other.sequence;
  }
}
