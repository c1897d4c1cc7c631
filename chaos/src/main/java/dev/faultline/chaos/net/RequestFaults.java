package dev.faultline.chaos.net;

import dev.faultline.chaos.http.Faults;
import dev.faultline.chaos.http.Striking;
import dev.faultline.chaos.stage.Wire;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.RequestMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Which of the proxy's faults strike the requests of one connection. Of one loop's thread. */
final class RequestFaults implements Faults {
  private final Relay relay;
  private final Listener listener;

  RequestFaults(Relay relay, Listener listener) {
    this.relay = relay;
    this.listener = listener;
  }

  @Override
  public List<Striking> of(
      long number,
      String method,
      String path,
      List<? extends Map.Entry<String, String>> headers,
      long nowNanos) {
    List<Striking> striking = new ArrayList<>();
    for (Planted toxic : relay.toxics()) {
      if (!(toxic.spec().toxic() instanceof HttpFault fault) || !relay.bites(toxic, nowNanos)) {
        continue;
      }
      RequestMatch match = fault.match();
      Wire shared = toxic.wire();
      SplittableRandom random = relay.randomOf(toxic, number);
      if (match.covers(method, path, headers)
          && match.strikes(random)
          && shared.enter(match.atMost())) {
        toxic.applications().increment();
        striking.add(
            new Striking(
                fault,
                random,
                now -> current(toxic.id(), number, method, path, headers, now),
                shared::leave));
      }
    }
    return striking;
  }

  /** What the toxic is now, where it would strike the same request; that draws the same again. */
  private @Nullable HttpFault current(
      long id,
      long number,
      String method,
      String path,
      List<? extends Map.Entry<String, String>> headers,
      long nowNanos) {
    for (Planted toxic : relay.toxics()) {
      if (toxic.id() == id
          && toxic.spec().toxic() instanceof HttpFault fault
          && relay.bites(toxic, nowNanos)
          && fault.match().covers(method, path, headers)
          && fault.match().strikes(relay.randomOf(toxic, number))) {
        return fault;
      }
    }
    return null;
  }

  @Override
  public void counted() {
    listener.counters().requests().increment();
  }

  @Override
  public void notUnderstood() {
    listener.counters().notUnderstood().increment();
  }
}
