package dev.faultline.runtime.durable;

import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.link.Undelivered;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.channel.ChannelClosedException;
import dev.faultline.runtime.secure.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's own channels: which there are, begin, go on and are forgotten. The node's thread's. */
final class ChannelTable {
  private final LinkDriver driver;
  private final ChannelFiles files;
  private final OwnThread own;

  /** The node's thread's, by label. */
  private final SortedMap<Long, DurableChannel> channels = new TreeMap<>();

  /** The node's thread's: who wants to know of new channels. */
  private final List<Consumer<DurableChannel>> onChannel = new ArrayList<>();

  /** The same, as it was when a turn began: what hears of a report may connect another channel. */
  private volatile List<DurableChannel> turning = List.of();

  private final Duration deadAfter;

  ChannelTable(LinkDriver driver, ChannelFiles files, OwnThread own, Duration deadAfter) {
    this.deadAfter = deadAfter;
    this.driver = driver;
    this.files = files;
    this.own = own;
  }

  /** Those that have not ended, in a fixed order. Any thread may ask. */
  List<DurableChannel> all() {
    return turning;
  }

  /** Has this called with each, those that there are and those that are connected later. */
  void each(Consumer<DurableChannel> task) {
    turning.forEach(task);
    onChannel.add(task);
  }

  DurableChannel begin(String name, long label, InetSocketAddress peer, @Nullable PublicKey key) {
    DurableChannel there = channels.get(label);
    if (there != null) {
      return there;
    }
    String before = files.session(name);
    Session session = null;
    for (Session each : driver.sessions()) {
      if (each.initiator() && each.label() == label) {
        session = each;
      }
    }
    boolean recovered = session != null;
    if (session == null) {
      checkNotEnded(name, label, before);
      session = driver.connect(peer, key, label);
      if (session.ended()) {
        throw new ChannelClosedException("cannot connect to " + peer + ": " + session.endDetail());
      }
      session.open(DurableNode.STREAM, StreamKind.LOGGED);
    } else if (key == null) {
      driver.reconnect(session, peer);
    } else {
      driver.reconnect(session, peer, key);
    }
    if (!session.isOpen(DurableNode.STREAM)) {
      session.open(DurableNode.STREAM, StreamKind.LOGGED);
    }
    boolean noted = session.id().toString().equals(before);
    if (recovered && !noted) {
      // The process before came as far as the log, and no further.
      files.note(name, session.id());
      noted = true;
    }
    DurableChannel channel =
        new DurableChannel(name, driver, session, files, noted, deadAfter, own::isCurrent);
    channels.put(label, channel);
    turning = List.copyOf(channels.values());
    onChannel.forEach(task -> task.accept(channel));
    return channel;
  }

  private void checkNotEnded(String name, long label, @Nullable String before) {
    for (Undelivered each : driver.undelivered()) {
      if (each.label() == label) {
        throw new IllegalStateException(
            "channel %s has ended with %s, and its messages %d to %d may have been processed or not: read them with undelivered(), see to them, and call forget(\"%s\")"
                .formatted(name, each.ended(), each.first(), each.last(), name));
      }
    }
    if (before != null) {
      throw new IllegalStateException(
          "channel %s was session %s, which has ended: a new one begins with message 1, and the peer would take it for new; if that is what you want, call forget(\"%s\")"
              .formatted(name, before, name));
    }
  }

  void forget(String name, long label) {
    if (channels.containsKey(label)
        || driver.sessions().stream().anyMatch(each -> each.initiator() && each.label() == label)) {
      throw new IllegalStateException("channel " + name + " has not ended");
    }
    driver.undelivered().stream()
        .filter(each -> each.label() == label)
        .map(Undelivered::session)
        .distinct()
        .forEach(driver::discard);
    files.forget(name);
  }

  boolean turn() {
    boolean any = false;
    for (DurableChannel channel : turning) {
      any |= channel.turn();
    }
    return any;
  }

  /** This node's own channel of a session; not to be found any more if that is over. */
  @Nullable DurableChannel of(Session session, boolean ended) {
    if (!session.initiator()) {
      return null;
    }
    if (!ended) {
      return channels.get(session.label());
    }
    DurableChannel over = channels.remove(session.label());
    turning = List.copyOf(channels.values());
    return over;
  }
}
