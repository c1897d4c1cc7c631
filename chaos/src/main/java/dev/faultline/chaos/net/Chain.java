package dev.faultline.chaos.net;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import dev.faultline.chaos.stage.StageContext;
import dev.faultline.chaos.stage.Stages;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The toxics at work on one direction of a connection, one behind the other. */
final class Chain {
  private record Link(Planted toxic, Stage stage) {}

  private final Relay relay;
  private final Direction direction;
  private final Consumer<Signal> out;
  private final List<Link> links = new ArrayList<>();

  Chain(Relay relay, Direction direction, Consumer<Signal> out) {
    this.relay = relay;
    this.direction = direction;
    this.out = out;
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  void offer(Signal signal, long nowNanos) {
    offer(0, signal, nowNanos);
  }

  private void offer(int at, Signal signal, long nowNanos) {
    if (at < links.size()) {
      links.get(at).stage().offer(signal, nowNanos);
    } else {
      out.accept(signal);
    }
  }

  /** Takes every toxic one step further; false where none of them can move on now. */
  boolean advance(long nowNanos) {
    boolean moved = false;
    for (int i = 0; i < links.size(); i++) {
      Stage stage = links.get(i).stage();
      boolean last = i == links.size() - 1;
      for (Signal signal = stage.poll(nowNanos); signal != null; signal = stage.poll(nowNanos)) {
        moved = true;
        offer(i + 1, signal, nowNanos);
        if (last) {
          // One at a time to the socket, which may take no more.
          return true;
        }
      }
    }
    return moved;
  }

  long deadlineNanos() {
    long earliest = Stage.NEVER;
    for (Link link : links) {
      earliest = Math.min(earliest, link.stage().deadlineNanos());
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
    long sum = 0;
    for (Link link : links) {
      sum += link.stage().heldBytes();
    }
    return sum;
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
        offer(i + 1, signal, nowNanos);
      }
      Signal farewell = link.stage().whenRemoved();
      if ((now == null || !now.inEffect(nowNanos)) && farewell != null) {
        offer(i + 1, farewell, nowNanos);
      }
      if (next != null) {
        links.set(i, new Link(next, stageOf(next, nowNanos)));
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
