package dev.faultline.chaos.net;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import dev.faultline.chaos.stage.StageContext;
import dev.faultline.chaos.stage.Stages;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The active toxics of one direction of a connection, in order. */
final class Chain {
  private record Link(Planted toxic, Stage stage) {}

  private final Relay relay;
  private final Direction direction;
  private final Consumer<Signal> out;
  private final Runnable account;
  private final List<Link> links = new ArrayList<>();

  /** What stands before all toxics, where something does. */
  private final @Nullable Stage first;

  /**
   * A chain without toxics yet.
   *
   * @param first stands before all toxics, and stays
   * @param out takes what comes out at the end
   * @param account is told that more or less memory is held
   */
  Chain(
      Relay relay,
      Direction direction,
      @Nullable Stage first,
      Consumer<Signal> out,
      Runnable account) {
    this.first = first;
    this.relay = relay;
    this.direction = direction;
    this.out = out;
    this.account = account;
  }

  boolean isEmpty() {
    return first == null && links.isEmpty();
  }

  void offer(Signal signal, long nowNanos) {
    offer(0, signal, nowNanos);
  }

  /** How many stages there are: that before all toxics, and those of the toxics. */
  private int stages() {
    return stageOfLink(links.size());
  }

  private int stageOfLink(int link) {
    return first == null ? link : link + 1;
  }

  private Stage stage(int at) {
    if (first == null) {
      return links.get(at).stage();
    }
    return at == 0 ? first : links.get(at - 1).stage();
  }

  private void offer(int at, Signal signal, long nowNanos) {
    if (at == stages()) {
      out.accept(signal);
      return;
    }
    Stage stage = stage(at);
    boolean dropped = stage.dropsData();
    stage.offer(signal, nowNanos);
    if (dropped && signal instanceof Signal.Data(ByteBuffer bytes)) {
      relay.loop().chunks().giveBackDropped(bytes);
    }
  }

  /**
   * Moves signals on by one toxic, from the last one that can: what has waited longest goes first.
   * Returns how many have moved, at most {@code most}; 0 where none can now.
   */
  int advance(long nowNanos, int most) {
    for (int i = stages() - 1; i >= 0; i--) {
      // One at a time to the socket, which may take no more.
      int moved = moveOn(i, nowNanos, i == stages() - 1 ? 1 : most);
      if (moved > 0) {
        return moved;
      }
    }
    return 0;
  }

  private int moveOn(int at, long nowNanos, int most) {
    Stage stage = stage(at);
    int moved = 0;
    while (moved < most && mayMoveOn(at)) {
      Signal signal = stage.poll(nowNanos);
      if (signal == null) {
        break;
      }
      offer(at + 1, signal, nowNanos);
      account.run();
      moved++;
    }
    return moved;
  }

  /**
   * Whether those behind the toxic at {@code at} have room. Pieces take more memory than what they
   * were cut from, so that reading less is not enough: a slicer before a latency would fill it.
   */
  private boolean mayMoveOn(int at) {
    long memory = 0;
    for (int i = at + 1; i < stages(); i++) {
      memory += stage(i).heldMemory();
    }
    return memory == 0 || relay.budget().mayTakeMore(memory);
  }

  long deadlineNanos() {
    long earliest = Stage.NEVER;
    for (int i = 0; i < stages(); i++) {
      if (mayMoveOn(i)) {
        earliest = Math.min(earliest, stage(i).deadlineNanos());
      }
    }
    return earliest;
  }

  /** When a toxic ends the connection, although the receiver takes nothing. */
  long endsAtNanos() {
    long earliest = Stage.NEVER;
    for (Link link : links) {
      earliest = Math.min(earliest, link.stage().endsAtNanos());
    }
    return earliest;
  }

  /** What the toxic whose moment has come makes of the connection. */
  Signal ending(long nowNanos) {
    for (Link link : links) {
      if (link.stage().endsAtNanos() <= nowNanos) {
        Signal ending = link.stage().poll(nowNanos);
        return ending == null ? Signal.CLOSE : ending;
      }
    }
    throw new AssertionError("no toxic ends this connection now");
  }

  long heldBytes() {
    long sum = first == null ? 0 : first.heldBytes();
    for (Link link : links) {
      sum += link.stage().heldBytes();
    }
    return sum;
  }

  /** What that takes; more where it is in small pieces. */
  long heldMemory() {
    long sum = first == null ? 0 : first.heldMemory();
    for (Link link : links) {
      sum += link.stage().heldMemory();
    }
    return sum;
  }

  /** All that its toxics hold, where the connection is over. */
  List<Signal> drain() {
    List<Signal> all = new ArrayList<>();
    for (Link link : links) {
      all.addAll(link.stage().drain());
    }
    return all;
  }

  /**
   * Takes over the proxy's toxics as they are now. What a toxic holds that goes or changes passes
   * at once; all others keep what they hold.
   */
  void reconfigure(long nowNanos) {
    List<Planted> planted = relay.toxics();
    for (int i = links.size() - 1; i >= 0; i--) {
      Link link = links.get(i);
      Planted now = withId(planted, link.toxic().id());
      Planted next = now != null && bites(now, nowNanos) ? now : null;
      if (next != null && next.version() == link.toxic().version()) {
        continue;
      }
      for (Signal signal : link.stage().drain()) {
        offer(stageOfLink(i + 1), signal, nowNanos);
      }
      Signal farewell = next == null ? link.stage().whenRemoved() : link.stage().whenReplaced();
      if (farewell != null) {
        offer(stageOfLink(i + 1), farewell, nowNanos);
      }
      if (next != null) {
        Stage successor = stageOf(next, nowNanos);
        successor.succeed(link.stage());
        links.set(i, new Link(next, successor));
      } else {
        links.remove(i);
      }
    }
    int at = 0;
    for (Planted toxic : planted) {
      if (!bites(toxic, nowNanos)) {
        continue;
      }
      if (at >= links.size() || links.get(at).toxic().id() != toxic.id()) {
        links.add(at, new Link(toxic, stageOf(toxic, nowNanos)));
        if (toxic.spec().stream() != Stream.BOTH || direction == Direction.UPSTREAM) {
          toxic.applications().increment();
        }
      }
      at++;
    }
    if (first != null) {
      first.toxicsChanged(nowNanos);
    }
  }

  private static @Nullable Planted withId(List<Planted> planted, long id) {
    for (Planted toxic : planted) {
      if (toxic.id() == id) {
        return toxic;
      }
    }
    return null;
  }

  private boolean bites(Planted toxic, long nowNanos) {
    return toxic.spec().stream().covers(direction)
        && !(toxic.spec().toxic() instanceof ConnectFault)
        && !(toxic.spec().toxic() instanceof HttpFault)
        && relay.bites(toxic, nowNanos);
  }

  private Stage stageOf(Planted toxic, long nowNanos) {
    return Stages.of(
        toxic.spec().toxic(),
        new StageContext(
            relay.randomOf(toxic, direction), nowNanos, toxic.addedAtNanos(), toxic.wire()));
  }

  /** Whether nothing that comes now ever reaches the receiver. */
  boolean swallowsAll() {
    for (Link link : links) {
      if (link.stage().swallowsAll()) {
        return true;
      }
    }
    return false;
  }

  /** The names of the toxics at work, in their order. */
  List<String> names() {
    return links.stream().map(Link::toxic).map(Planted::spec).map(ToxicSpec::name).toList();
  }
}
