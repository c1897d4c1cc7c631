package dev.faultline.examples.broadcast;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.guard.group.BroadcastMessage;
import dev.faultline.guard.group.BroadcastPort;
import dev.faultline.guard.group.ReliableBroadcast;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Broadcasts some numbers, and keeps what it delivers. */
final class Member implements Node {
  private static final long LONGEST_PAUSE = Duration.ofMillis(200).toNanos();

  private final List<String> members;
  private final int liars;
  private final int broadcasts;

  /** By origin and number. */
  private final TreeMap<String, Integer> delivered = new TreeMap<>();

  private @Nullable ReliableBroadcast<Integer> broadcast;

  /** What was delivered a second time; empty for nothing. */
  private String again = "";

  private int sent;

  Member(List<String> members, int liars, int broadcasts) {
    this.members = members;
    this.liars = liars;
    this.broadcasts = broadcasts;
  }

  TreeMap<String, Integer> delivered() {
    return delivered;
  }

  String again() {
    return again;
  }

  @Override
  public void start(Env env) {
    broadcast =
        new ReliableBroadcast<>(
            env.self().name(),
            members,
            liars,
            new BroadcastPort<>() {
              @Override
              public void send(String to, BroadcastMessage<Integer> message) {
                env.send(env.address(to), message);
              }

              @Override
              public void deliver(String origin, long sequence, Integer value) {
                String message = key(origin, sequence);
                if (delivered.put(message, value) != null) {
                  again = message;
                }
              }
            });
    env.timer(env.random().nextLong(LONGEST_PAUSE), "broadcast");
  }

  /** The name of one message. */
  static String key(String origin, long sequence) {
    return origin + " #" + sequence;
  }

  /** What a member says if it does not lie. */
  static int value(int index, int sequence) {
    return 10 * index + sequence;
  }

  @Override
  public void timer(Env env, Object tag) {
    if (broadcast != null && sent < broadcasts) {
      broadcast.broadcast(value(members.indexOf(env.self().name()), ++sent));
      env.timer(env.random().nextLong(LONGEST_PAUSE), "broadcast");
    }
  }

  @Override
  @SuppressWarnings("unchecked") // all values are numbers
  public void receive(Env env, Address from, Object message) {
    if (broadcast != null) {
      broadcast.receive(from.name(), (BroadcastMessage<Integer>) message);
    }
  }
}
