package dev.faultline.link;

import dev.faultline.link.connection.Connection;
import dev.faultline.link.connection.ControlPackets;
import dev.faultline.link.connection.Traffic;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.receive.Handover;
import dev.faultline.link.receive.ReceiveBudget;
import dev.faultline.link.receive.ReceiveStream;
import dev.faultline.link.receive.Receiver;
import dev.faultline.link.receive.ReceiverHost;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.stream.SendStream;
import dev.faultline.link.transmit.Transmitter;
import dev.faultline.link.transmit.TransmitterHost;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.TurnedBack;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending and the receiving half of a session's connection: what the connection has them do,
 * and what they ask of their session.
 */
final class Halves implements Traffic, ReceiverHost, TransmitterHost {
  private final Session session;
  private final SessionContext context;
  private final LiveCounters counters;
  private final ControlPackets controls;
  private final Transmitter transmitter;
  private final Receiver receiver;
  private final OutgoingStreams outgoing;
  private final LoggedStreams logged;
  private final Handover handover;
  private final Connection connection;

  /** How many messages the application has taken. */
  private long taken;

  Halves(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
    counters = context.counters;
    controls = context.controls;
    receiver = new Receiver(this, context.options, counters);
    transmitter = new Transmitter(this, context.options, counters, context.rules, receiver.acks());
    connection =
        new Connection(
            new Membership(session, context),
            this,
            context.connections,
            session.id(),
            session.initiator());
    outgoing = new OutgoingStreams(session, connection, context, transmitter);
    logged = new LoggedStreams(session, context, outgoing, receiver);
    handover = new Handover(session, context.handler, context.journal, logged);
  }

  // --- what the session has them do ---

  Connection connection() {
    return connection;
  }

  Transmitter transmitter() {
    return transmitter;
  }

  Receiver receiver() {
    return receiver;
  }

  OutgoingStreams outgoing() {
    return outgoing;
  }

  /** What of the streams becomes durable. */
  LoggedStreams logged() {
    return logged;
  }

  /** Hands over the memory that they have used, when the session is over. */
  void buffers(Consumer<MemorySegment> to) {
    for (SendStream stream : transmitter.streams()) {
      stream.over(logged.parked() != null, to);
    }
    receiver.streams().buffers(to);
    transmitter.over();
  }

  // --- what they ask of the session ---

  @Override
  public void goOn(long now) {
    if (connection.ended()) {
      return;
    }
    try {
      session.resume(now);
    } catch (OutOfMemoryError e) {
      context.outOfMemory(session);
    }
  }

  @Override
  public PeerIdentity owner() {
    return session.owner();
  }

  @Override
  public boolean ended() {
    return connection.ended();
  }

  @Override
  public LinkOptions options() {
    return context.options;
  }

  @Override
  public boolean durable() {
    return context.journal != null;
  }

  @Override
  public int basePacketBytes() {
    return Hello.basePacketBytes(context.options);
  }

  @Override
  public long key() {
    return connection.key();
  }

  @Override
  public long peer() {
    return connection.peer();
  }

  @Override
  public Checksum checksum() {
    return controls.checksum();
  }

  @Override
  public Rules rules() {
    return context.rules;
  }

  @Override
  public Handover handover() {
    return handover;
  }

  @Override
  public ReceiveBudget budget() {
    return context.budget;
  }

  @Override
  public void release(MemorySegment memory) {
    context.release(memory);
  }

  @Override
  public @Nullable SendStream sending(int stream) {
    return outgoing.get(stream);
  }

  @Override
  public void tooLong(int stream, long sequence) {
    connection.abort(
        SessionEnd.OPTIONS_DIFFER,
        ("longestMessage is %d here, and message %d of stream %d is longer:"
                + " set it to what it was when the message was sent")
            .formatted(context.options.longestMessage(), sequence, stream));
  }

  @Override
  public void malformed() {
    counters.malformed++;
  }

  @Override
  public boolean sendPing(long packet, Egress egress) {
    return controls.control(peer(), Wire.PING, key(), packet, 0, egress);
  }

  @Override
  public boolean pathProbe(long packet, int length, Egress egress) {
    return controls.padded(peer(), key(), packet, length, egress);
  }

  @Override
  public int fragment(
      SendStream stream, long chunk, int fragment, long packet, boolean ackNow, Egress egress) {
    if (controls.full()) {
      return 0;
    }
    int length =
        stream.fragments.write(
            controls.memory(), controls.slot(), chunk, fragment, key(), packet, ackNow);
    return controls.send(peer(), length, egress) ? length : 0;
  }

  @Override
  public void taken(ReceiveStream stream, long messages) {
    taken += messages;
    counters.messagesReceived += messages;
    logged.taken(stream);
  }

  // --- what the connection has them do: connecting ---

  @Override
  public void restart(long now) {
    transmitter.forgetPackets(now);
    receiver.reconnected();
  }

  @Override
  public void goEarly() {
    outgoing.goEarly();
  }

  @Override
  public List<Hello.Mark> marks() {
    List<Hello.Mark> marks = new ArrayList<>();
    for (ReceiveStream stream : receiver.streams().logged()) {
      long received = stream.consecutive();
      marks.add(new Hello.Mark(stream.id, received, Math.min(received, stream.marks.processed())));
    }
    return marks;
  }

  @Override
  public boolean join(Hello peer, boolean fresh) {
    if (fresh) {
      receiver.renumber();
    }
    return outgoing.join(peer, fresh);
  }

  @Override
  public void admit(Hello peer, boolean first) {
    outgoing.admit(peer, first);
  }

  @Override
  public void moved() {
    transmitter.moved();
  }

  // --- input and time ---

  @Override
  public void onPacket(long now, byte type, MemorySegment segment, long at, int length) {
    switch (type) {
      case Wire.DATA -> onData(now, segment, at, length);
      case Wire.DATA_FRAGMENT -> receiver.onFragment(now, segment, at, length);
      case Wire.ACK -> acknowledged(now, segment, at + Wire.BODY, length - Wire.BODY);
      case Wire.REFUSED ->
          transmitter.acks().turnedBack(now, segment, at + Wire.BODY, length - Wire.BODY);
      case Wire.PING -> receiver.onPing(now, segment.get(Wire.LONG, at + Wire.PACKET));
      default -> malformed();
    }
  }

  private void onData(long now, MemorySegment segment, long at, int length) {
    if (length < Wire.FRAMES) {
      malformed();
      return;
    }
    int used = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.USED));
    int trailer = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.TRAILER));
    if (trailer > 0) {
      if (Wire.FRAMES + used + trailer > length) {
        malformed();
        return;
      }
      acknowledged(now, segment, at + Wire.FRAMES + used, trailer);
    }
    receiver.onData(now, segment, at, length);
  }

  private void acknowledged(long now, MemorySegment segment, long at, int length) {
    if (!transmitter.acks().acknowledged(now, segment, at, length)) {
      malformed();
    }
  }

  @Override
  public void onTimer(long now) {
    transmitter.onTimer(now);
  }

  // --- output ---

  @Override
  public void beforePoll() {
    logged.touch();
  }

  @Override
  public boolean turnBack(Egress egress) {
    TurnedBack packets = receiver.turnedBack();
    if (packets.isEmpty()) {
      return true;
    }
    if (controls.full()) {
      return false;
    }
    int length = packets.write(controls.memory(), controls.slot() + Wire.BODY);
    if (!controls.control(peer(), Wire.REFUSED, key(), 0, length, egress)) {
      return false;
    }
    packets.clear();
    return true;
  }

  @Override
  public boolean acknowledge(long now, Egress egress) {
    if (!receiver.acks().due(now)) {
      return true;
    }
    if (controls.full()) {
      return false;
    }
    int length =
        receiver
            .acks()
            .write(now, controls.memory(), controls.slot() + Wire.BODY, controls.mostBody());
    if (!controls.control(peer(), Wire.ACK, key(), 0, length, egress)) {
      return false;
    }
    receiver.acks().told();
    return true;
  }

  @Override
  public boolean ping(long now, Egress egress) {
    return transmitter.packets().ping(now, egress);
  }

  @Override
  public boolean probePath(long now, Egress egress) {
    return transmitter.packets().probePath(now, egress);
  }

  @Override
  public boolean send(long now, Egress egress) {
    receiver.rest(now);
    return transmitter.poll(now, egress);
  }

  @Override
  public long sendAt() {
    return Math.min(transmitter.sendAt(), transmitter.packets().probePathAt());
  }

  @Override
  public long acknowledgeAt() {
    return receiver.acks().deadline();
  }

  @Override
  public long lossAt() {
    return transmitter.deadline();
  }

  @Override
  public long patienceNanos() {
    return transmitter.losses().patience();
  }

  @Override
  public boolean settled() {
    return transmitter.drained() && !(context.rules.settlesBeforeClosing() && logged.undurable());
  }

  @Override
  public boolean untaken() {
    return receiver.streams().untaken();
  }

  @Override
  public long takenSoFar() {
    return taken;
  }
}
