package dev.faultline.runtime.durable;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.runtime.DeliveryId;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.LinkFailure;
import dev.faultline.runtime.Message;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Brings what happens on the links to the node's channels and to what handles messages. */
record DurableHandler(Deliveries deliveries, Channels channels, FailurePolicy.Listener failures)
    implements LinkHandler {
  /** The node, as far as this needs it: finds its own channels. */
  interface Channels {
    /**
     * The channel of a session.
     *
     * @param ended whether it is over, and not to be found any more
     */
    @Nullable DurableChannel of(Session session, boolean ended);

    /** The log has had no room for long, or has room again. */
    void full(boolean now);
  }

  @Override
  public boolean onMessage(
      Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
    return deliveries.arrived(
        session, message(session.id(), stream, sequence, buffer, offset, length));
  }

  private static Message message(
      SessionId session, int stream, long sequence, MemorySegment from, long offset, int length) {
    return new Message(
        new DeliveryId(session, stream, sequence),
        from.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public void onConnected(Session session) {
    DurableChannel channel = channels.of(session, false);
    if (channel != null) {
      channel.peer().connects();
    }
  }

  @Override
  public void onDisconnected(Session session) {
    DurableChannel channel = channels.of(session, false);
    if (channel != null) {
      channel.peer().disconnects();
    }
  }

  @Override
  public void onEnded(Session session, SessionEnd why) {
    DurableChannel channel = channels.of(session, true);
    if (channel != null) {
      String detail = session.endDetail();
      String text =
          "channel %s has ended: %s%s"
              .formatted(channel.name(), why, detail == null ? "" : ", " + detail);
      boolean asked = channel.wasToEnd();
      channel.ends(text);
      if (!asked) {
        failures.tell(new LinkFailure.ChannelEnded(channel.name(), text));
      }
    }
    deliveries.ended(session, why);
  }

  @Override
  public void onStorageFull() {
    channels.full(true);
  }

  @Override
  public void onStorageRoom() {
    channels.full(false);
  }

  @Override
  public void onRestored(MemorySegment state, long offset, int length) {
    deliveries.restored(state.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public void onRecovered(
      SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
    deliveries.recovered(message(session, stream, sequence, effect, at, length));
  }

  @Override
  public @Nullable MemorySegment snapshot() {
    byte[] snapshot = deliveries.snapshot();
    return snapshot == null ? null : MemorySegment.ofArray(snapshot);
  }

  @Override
  public long processedElsewhere(SessionId session, int stream) {
    return deliveries.processed(session, stream);
  }
}
