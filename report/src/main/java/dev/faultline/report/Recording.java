package dev.faultline.report;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.report.Columns.Row;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records a run while it executes. Messages are converted to text at once, so later changes to the
 * objects do not matter. Pass the recording to a world as its tracer, then to {@link Diagram},
 * {@link PerfettoTrace} or {@link ShiVizLog}. For one thread.
 */
public final class Recording implements Tracer {
  private final Columns columns = new Columns();
  private final Interner strings = new Interner();
  private final Interner lanes = new Interner();
  private final Set<String> clients = new LinkedHashSet<>();
  private final List<FaultNote> faults = new ArrayList<>();

  private final Map<Datagram, Sending> sendings = new LinkedHashMap<>();
  private final Map<Integer, Integer> startOfLane = new LinkedHashMap<>();
  private final Map<Integer, Integer> invocations = new LinkedHashMap<>();
  private final Map<Fault, Deque<Active>> activeFaults = new LinkedHashMap<>();
  private long lastNanos;

  private record Datagram(String from, String to, long ordinal) {}

  private static final class Sending {
    final int event;
    final Object message;
    final int text;
    int deliveries;

    Sending(int event, Object message, int text) {
      this.event = event;
      this.message = message;
      this.text = text;
    }
  }

  private record Active(int event, int fault) {}

  /** A recording of past events. */
  public static Recording of(List<? extends TraceEvent> events) {
    Recording recording = new Recording();
    events.forEach(recording::on);
    return recording;
  }

  /** How many events have been recorded. */
  public int size() {
    return columns.size();
  }

  Columns columns() {
    return columns;
  }

  List<String> strings() {
    return strings.strings();
  }

  String string(int number) {
    return strings.string(number);
  }

  /** The names of nodes and clients, in the order in which they first came up. */
  List<String> lanes() {
    return lanes.strings();
  }

  boolean isClient(String lane) {
    return clients.contains(lane);
  }

  /** The faults that began, in order; the number of an event on a fault is an index here. */
  List<FaultNote> faults() {
    return faults;
  }

  /**
   * Records an event.
   *
   * @throws IllegalArgumentException when it is earlier than the previous event
   */
  @Override
  public void on(TraceEvent event) {
    if (event.nanos() < lastNanos) {
      throw new IllegalArgumentException(
          "events come in order of time, but after " + lastNanos + " ns came " + event);
    }
    lastNanos = event.nanos();
    columns.add(row(event));
  }

  private int losses(TraceEvent.Crashed crash) {
    String lost = TraceText.losses(crash);
    return lost.isEmpty() ? Columns.NONE : strings.number(lost);
  }

  private Row row(TraceEvent event) {
    return switch (event) {
      case TraceEvent.Started e -> started(e);
      case TraceEvent.Crashed e ->
          at(Kind.CRASHED, e, e.node())
              .number(e.incarnation())
              .related(startOfLane.getOrDefault(lanes.number(e.node()), Columns.NONE))
              .code(e.writesLost())
              .text(losses(e));
      case TraceEvent.Sent e -> sent(e);
      case TraceEvent.Delivered e -> delivered(e);
      case TraceEvent.Lost e ->
          onTheWay(Kind.LOST, e, new Datagram(e.from(), e.to(), e.ordinal()), e.message())
              .code(e.reason().ordinal());
      case TraceEvent.Duplicated e ->
          onTheWay(Kind.DUPLICATED, e, new Datagram(e.from(), e.to(), e.ordinal()), e.message());
      case TraceEvent.TimerFired e ->
          at(Kind.TIMER, e, e.node()).text(text(e.tag())).type(type(e.tag()));
      case TraceEvent.ThreadRan e -> at(Kind.THREAD, e, e.node()).text(strings.number(e.thread()));
      case TraceEvent.FaultBegan e -> faultBegan(e);
      case TraceEvent.FaultEnded e -> faultEnded(e);
      case TraceEvent.Healed e -> Row.at(Kind.HEALED, e.nanos(), Columns.NONE);
      case TraceEvent.Remarked e -> at(Kind.REMARK, e, e.node()).text(strings.number(e.text()));
      case TraceEvent.Described e -> at(Kind.STATE, e, e.node()).text(strings.number(e.text()));
      case TraceEvent.Signalled e ->
          at(Kind.SIGNAL, e, e.node())
              .number(e.value())
              .text(strings.number(e.name() + " = " + e.value()))
              .type(strings.number(e.name()));
      case TraceEvent.Invoked e -> invoked(e);
      case TraceEvent.Completed e ->
          at(Kind.COMPLETED, e, e.client())
              .number(e.operation())
              .text(text(e.result()))
              .related(invocations.getOrDefault(e.operation(), Columns.NONE))
              .code(e.ending().ordinal());
      case TraceEvent.Violated e ->
          Row.at(Kind.VIOLATED, e.nanos(), Columns.NONE)
              .text(strings.number(e.property()))
              .type(strings.number(e.detail()));
    };
  }

  private Row started(TraceEvent.Started e) {
    startOfLane.put(lanes.number(e.node()), columns.size());
    return at(Kind.STARTED, e, e.node()).number(e.incarnation());
  }

  private Row sent(TraceEvent.Sent e) {
    int text = text(e.message());
    sendings.put(
        new Datagram(e.from(), e.to(), e.ordinal()),
        new Sending(columns.size(), e.message(), text));
    return at(Kind.SENT, e, e.from())
        .peer(lanes.number(e.to()))
        .number(e.ordinal())
        .text(text)
        .type(type(e.message()));
  }

  private Row delivered(TraceEvent.Delivered e) {
    Datagram datagram = new Datagram(e.from(), e.to(), e.ordinal());
    Sending sending = sendings.get(datagram);
    int copy = sending == null ? 1 : ++sending.deliveries;
    return fate(Kind.DELIVERED, e, e.to(), e.from(), datagram, e.message()).code(copy);
  }

  private Row onTheWay(Kind kind, TraceEvent event, Datagram datagram, Object message) {
    return fate(kind, event, datagram.from, datagram.to, datagram, message);
  }

  /** The fate of a datagram. Its sending is unknown where the recording began after it. */
  private Row fate(
      Kind kind, TraceEvent event, String lane, String peer, Datagram datagram, Object message) {
    Sending sending = sendings.get(datagram);
    return at(kind, event, lane)
        .peer(lanes.number(peer))
        .number(datagram.ordinal)
        .text(sending == null ? text(message) : textOf(sending, message))
        .type(type(message))
        .related(sending == null ? Columns.NONE : sending.event);
  }

  /** A message is asked for its text once, unless corruption made another message of it. */
  private int textOf(Sending sending, Object message) {
    return sending.message == message ? sending.text : text(message);
  }

  private Row faultBegan(TraceEvent.FaultBegan e) {
    FaultNote note = FaultNote.of(e.fault());
    int number = faults.size();
    faults.add(note);
    note.groups().forEach(group -> group.forEach(lanes::number));
    activeFaults
        .computeIfAbsent(e.fault(), absent -> new ArrayDeque<>())
        .add(new Active(columns.size(), number));
    return Row.at(Kind.FAULT_BEGAN, e.nanos(), Columns.NONE)
        .number(number)
        .text(strings.number(note.title()));
  }

  private Row faultEnded(TraceEvent.FaultEnded e) {
    Deque<Active> active = activeFaults.get(e.fault());
    Active began = active == null ? null : active.poll();
    Row row =
        Row.at(Kind.FAULT_ENDED, e.nanos(), Columns.NONE)
            .text(strings.number(FaultNote.of(e.fault()).title()));
    return began == null
        ? row.number(Columns.NONE)
        : row.number(began.fault()).related(began.event());
  }

  private Row invoked(TraceEvent.Invoked e) {
    clients.add(e.client());
    invocations.put(e.operation(), columns.size());
    return at(Kind.INVOKED, e, e.client()).number(e.operation()).text(text(e.input()));
  }

  private Row at(Kind kind, TraceEvent event, String lane) {
    return Row.at(kind, event.nanos(), lanes.number(lane));
  }

  private int text(Object object) {
    return strings.number(Contents.text(object));
  }

  private int type(Object object) {
    return strings.number(Contents.type(object));
  }
}
