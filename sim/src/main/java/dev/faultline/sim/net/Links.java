package dev.faultline.sim.net;

import dev.faultline.core.LinkModel;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.SimulationBug;
import dev.faultline.sim.connection.Segment;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.setup.Codec;
import dev.faultline.sim.setup.Corruptor;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.setup.Route;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.user.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * The way of a datagram from {@code send} to the event queue. To change the network model, this is
 * the file: loss, duplication, corruption, delay, order and bandwidth are decided here, in this
 * order, for every message.
 */
public final class Links {
  /**
   * A fair-loss link delivers after at most so many losses in a row, so that fairness shows in a
   * finite run.
   */
  private static final int MAX_LOSSES_IN_A_ROW = 64;

  private static final long NO_BOUND = Long.MAX_VALUE;

  private final Kernel kernel;
  private final Adversary adversary;
  private final Network network;
  private final LinkTable table = new LinkTable();
  private @Nullable LinkConditions conditions;

  /** Null where the program handles no messages itself. */
  private @Nullable MessagesByHand byHand;

  private LinkModel model = LinkModel.PERFECT;
  private long delayBound = NO_BOUND;

  /** From when on delays are bounded; what is under way by then arrives as if it had left then. */
  private long boundFrom = NO_BOUND;

  private long adverseLossOdds;
  private Route elsewhere;
  private boolean healed;
  private long duplicationOdds;
  private long corruptionOdds;

  public Links(Kernel kernel, Adversary adversary, Network network) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.network = network;
    this.elsewhere = network.elsewhere();
  }

  /**
   * Fixes what the model, the network and the adversary's rates say, once the program has set them
   * up.
   *
   * @param healAt when the world heals, or the largest number for never
   */
  public void start(
      SystemModel system, FaultRates rates, LinkConditions linkConditions, long healAt) {
    LinkModel links = system.links();
    model = links;
    conditions = linkConditions;
    bound(system.synchrony(), healAt);
    adverseLossOdds = Odds.of(rates.loss());
    elsewhere = network.elsewhere();
    duplicationOdds = links.duplication() ? Odds.of(rates.duplication()) : 0;
    corruptionOdds = links.corruption() ? Odds.of(rates.corruption()) : 0;
  }

  private void bound(Synchrony synchrony, long healAt) {
    switch (synchrony) {
      case Synchrony.Asynchronous() -> {}
      case Synchrony.PartiallySynchronous(var maxDelay) -> {
        delayBound = SimTime.saturatedNanos(maxDelay);
        boundFrom = healAt;
      }
      case Synchrony.Synchronous(var maxDelay, var slowdown, var drift) -> {
        delayBound = SimTime.saturatedNanos(maxDelay);
        boundFrom = 0;
      }
    }
  }

  /** Whether what was sent before keeps waiting what is sent now. */
  public boolean haveBandwidth() {
    return network.hasBandwidth();
  }

  /** From now on nothing strikes by chance any more. */
  public void heal() {
    healed = true;
    duplicationOdds = 0;
    corruptionOdds = 0;
    if (byHand != null) {
      byHand.heal();
    }
  }

  /** After how long without an acknowledgement a connection is given up. */
  public long connectionTimeoutNanos() {
    return network.connectionTimeoutNanos();
  }

  /** How many messages of a connection the receiving side holds for its program. */
  public int connectionBuffer() {
    return network.connectionBuffer();
  }

  public Link link(SimNode from, SimNode to) {
    Link link = table.get(from, to);
    return link == null ? create(from, to) : link;
  }

  private Link create(SimNode from, SimNode to) {
    Route said = network.said(from.name, to.name);
    Route route = said == null ? elsewhere : said;
    long lossOdds = model.loss() ? Odds.either(adverseLossOdds, Odds.of(route.loss())) : 0;
    Link link = new Link(from, to, route, lossOdds);
    if (conditions != null) {
      conditions.applyToNew(link);
    }
    table.put(link);
    return link;
  }

  /** The link between two nodes, or null before its first use. */
  public @Nullable Link used(String from, String to) {
    return table.get(kernel.node(from), kernel.node(to));
  }

  /** How many messages were sent between two nodes, in both directions. */
  public long sentBetween(SimNode one, SimNode other) {
    return sent(table.get(one, other)) + sent(table.get(other, one));
  }

  private static long sent(@Nullable Link link) {
    return link == null ? 0 : link.nextOrdinal;
  }

  /** What {@link #ordinals(long[])} takes the links back to. */
  public long[] ordinals() {
    return table.ordinals(kernel.nodes());
  }

  /** Goes back to the message ordinals and arrival times of an earlier moment. */
  public void ordinals(long[] ordinals) {
    table.ordinals(kernel.nodes(), ordinals);
  }

  /** What a node says in place of what it means; null for nothing. */
  public @Nullable Object said(SimNode from, SimNode to, Object meant) {
    Object own = copy(meant);
    Liar liar = from.liar;
    return liar == null || from == to ? own : liar.says(link(from, to), own, from.arbitrary);
  }

  /** What the network carries in place of the sender's object. */
  private Object copy(Object message) {
    Codec codec = network.codec();
    if (codec == null || message instanceof Segment) {
      return message;
    }
    Object copied = codec.copy(message);
    if (copied == null) {
      // Not a message that its sender keeps to itself.
      throw new IllegalStateException(
          "the world's codec made null of a message of " + message.getClass().getTypeName());
    }
    return copied;
  }

  /** Whether a faulty receiver fails to take a datagram that has come. */
  public boolean omitted(Link link, long ordinal, long odds) {
    Decision kind = link.receiveOmission(ordinal, duplicationOdds != 0);
    return adversary.strikes(kind, link.subject, ordinal, odds);
  }

  /** A message that its sender keeps to itself. */
  public void withhold(SimNode from, SimNode to, Object message) {
    Link link = link(from, to);
    long ordinal = link.nextOrdinal++;
    if (kernel.traced()) {
      kernel.trace(
          new TraceEvent.Sent(kernel.now(), from.name, to.name, ordinal, Segment.shown(message)));
    }
    lose(link, ordinal, message, LossReason.SEND_OMISSION);
  }

  public void send(SimNode from, SimNode to, Object message) {
    Link link = link(from, to);
    long ordinal = link.nextOrdinal++;
    if (kernel.traced()) {
      kernel.trace(
          new TraceEvent.Sent(kernel.now(), from.name, to.name, ordinal, Segment.shown(message)));
    }
    long contents = kernel.contents(message);
    if (from == to) {
      long choice =
          adversary.choose(Decision.LATENCY, link.subject, ordinal, network.localLatency().bound());
      kernel
          .schedule()
          .delivery(
              link,
              ordinal,
              message,
              contents,
              from.clock.ahead() + network.localLatency().nanosAt(choice));
      return;
    }
    if (from.sendOmissionOdds != 0
        && adversary.strikes(
            Decision.SEND_OMISSION, link.subject, ordinal, from.sendOmissionOdds)) {
      lose(link, ordinal, message, LossReason.SEND_OMISSION);
      return;
    }
    if (byHand == null || !byHand.takes(link, ordinal, message, contents)) {
      pass(link, ordinal, message, contents);
    }
  }

  /** The message reaches the link, which may be cut. */
  private void pass(Link link, long ordinal, Object message, long contents) {
    if (link.cuts == 0) {
      transmit(link, ordinal, message, contents);
    } else if (model.loss()) {
      lose(link, ordinal, message, LossReason.CUT);
    } else {
      link.hold(ordinal, message, contents);
    }
  }

  /** Messages of this world may be handled by hand. */
  void handled(MessagesByHand messages) {
    byHand = messages;
  }

  /** Whether messages may overtake each other. */
  boolean reorder() {
    return model.reordering();
  }

  /** Lets a single message go that the program had held. */
  void goOn(Link link, Link.Held held) {
    link.handDelayNanos = 0;
    pass(link, held.ordinal(), held.message(), held.contents());
  }

  /** Lets messages go that a cut or the program had held back, unless something still does. */
  public void release(Link link) {
    link.handDelayNanos = 0;
    if (link.stopped || link.cuts > 0) {
      return;
    }
    for (Link.Held each : link.takeHeld()) {
      try {
        transmit(link, each.ordinal(), each.message(), each.contents());
      } catch (Throwable thrown) {
        // Outside all steps of nodes, and yet code of the program: its sizes, codec or corruptor.
        UserCode.rethrowWhatIsNotIts(thrown);
        kernel
            .monitors()
            .programThrew(
                "the network that the program set up, with a message from "
                    + link.from.name
                    + " to "
                    + link.to.name,
                thrown,
                Violation.Judged.WHEN_SEEN);
        return;
      }
    }
  }

  private void transmit(Link link, long ordinal, Object original, long said) {
    long own = healed ? 0 : link.lossOdds;
    long odds = link.faultLossOdds == 0 ? own : Odds.either(own, link.faultLossOdds);
    if (odds != 0 && lost(link, ordinal, original, odds)) {
      return;
    }
    Object message = original;
    long contents = said;
    if (corruptionOdds != 0
        && adversary.strikes(Decision.CORRUPTION, link.subject, ordinal, corruptionOdds)) {
      Object corrupted = corrupt(link, ordinal, original);
      if (corrupted == null) {
        lose(link, ordinal, original, LossReason.CORRUPTED);
        return;
      }
      message = corrupted;
      contents = kernel.contents(corrupted);
    }
    long queueing = 0;
    if (link.route.bytesPerSecond() != 0) {
      queueing = Wire.nanos(link, network, model.loss(), message);
      if (queueing < 0) {
        lose(link, ordinal, message, LossReason.QUEUE_FULL);
        return;
      }
    }
    long choice = adversary.choose(Decision.LATENCY, link.subject, ordinal, link.latencyBound);
    long delay = SimTime.plus(queueing, link.route.latency().nanosAt(choice));
    deliverAfter(link, ordinal, message, contents, delay);
    if (duplicationOdds != 0
        && adversary.strikes(Decision.DUPLICATION, link.subject, ordinal, duplicationOdds)) {
      duplicate(link, ordinal, message, contents, queueing);
    }
  }

  private boolean lost(Link link, long ordinal, Object message, long odds) {
    boolean lost =
        link.lossesInARow < MAX_LOSSES_IN_A_ROW
            && adversary.strikes(Decision.LOSS, link.subject, ordinal, odds);
    link.lossesInARow = lost ? link.lossesInARow + 1 : 0;
    if (lost) {
      lose(link, ordinal, message, LossReason.NETWORK);
    }
    return lost;
  }

  private void duplicate(Link link, long ordinal, Object message, long contents, long queueing) {
    long again = adversary.choose(Decision.COPY_LATENCY, link.subject, ordinal, link.latencyBound);
    if (kernel.traced()) {
      kernel.trace(
          new TraceEvent.Duplicated(
              kernel.now(), link.from.name, link.to.name, ordinal, Segment.shown(message)));
    }
    long delay = SimTime.plus(queueing, link.route.latency().nanosAt(again));
    deliverAfter(link, ordinal, copy(message), contents, delay);
  }

  private void deliverAfter(
      Link link, long ordinal, Object message, long contents, long networkDelay) {
    long sentAt = link.from.clock.here();
    long delay =
        SimTime.plus(networkDelay, SimTime.plus(link.extraDelayNanos, link.handDelayNanos));
    if (boundFrom != NO_BOUND) {
      long latest = SimTime.plus(Math.max(sentAt, boundFrom), delayBound);
      delay = Math.min(delay, latest - sentAt);
    }
    if (!model.reordering()) {
      delay = Math.max(delay, link.lastArrival - sentAt);
      link.lastArrival = sentAt + delay;
    }
    kernel
        .schedule()
        .delivery(link, ordinal, message, contents, SimTime.plus(sentAt - kernel.now(), delay));
  }

  private @Nullable Object corrupt(Link link, long ordinal, Object message) {
    if (network.checksums() || message instanceof Segment) {
      return null;
    }
    long choice = adversary.choose(Decision.CORRUPTED_BIT, link.subject, ordinal, 0);
    if (message instanceof byte[] bytes) {
      if (bytes.length == 0) {
        return null;
      }
      return Corruption.flipped(bytes, choice);
    }
    Corruptor corruptor = network.corruptor();
    return corruptor == null ? null : corruptor.corrupt(message, choice);
  }

  public void lose(Link link, long ordinal, Object message, LossReason reason) {
    if (reason != LossReason.RECEIVER_DOWN && !lossIsLegal(reason)) {
      throw new SimulationBug(
          "a message from " + link.from.name + " to " + link.to.name + " was lost: " + reason,
          kernel.now());
    }
    if (kernel.traced()) {
      kernel.trace(
          new TraceEvent.Lost(
              kernel.now(), link.from.name, link.to.name, ordinal, Segment.shown(message), reason));
    }
  }

  private boolean lossIsLegal(LossReason reason) {
    return switch (reason) {
      case NETWORK, CUT, QUEUE_FULL, BY_HAND -> model.loss();
      case CORRUPTED -> model.corruption();
      case SEND_OMISSION, RECEIVE_OMISSION, RECEIVER_DOWN -> true;
    };
  }
}
