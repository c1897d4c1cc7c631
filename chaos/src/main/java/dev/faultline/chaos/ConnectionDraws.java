package dev.faultline.chaos;

import dev.faultline.chaos.net.Draws;
import dev.faultline.chaos.net.Planted;
import dev.faultline.chaos.stage.LatencyWaits;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;

/** What is drawn for a toxic and a connection, whether there is such a connection yet or not. */
final class ConnectionDraws {
  private ConnectionDraws() {}

  static DrawView of(Draws draws, String name, Planted planted, long connection, int waits) {
    long id = planted.id();
    ToxicSpec spec = planted.spec();
    double share = draws.share(name, connection, id);
    List<Long> shown = new ArrayList<>();
    if (spec.toxic() instanceof Toxic.Latency latency) {
      Direction seen =
          spec.stream().covers(Direction.UPSTREAM) ? Direction.UPSTREAM : Direction.DOWNSTREAM;
      LatencyWaits drawn = new LatencyWaits(latency, draws.stream(name, connection, id, seen), 0);
      for (int i = 0; i < waits; i++) {
        shown.add(drawn.nextNanos(0));
      }
    }
    List<Long> struck = new ArrayList<>();
    if (spec.toxic() instanceof HttpFault fault) {
      for (long request = 1; request <= DrawView.REQUESTS; request++) {
        if (fault.match().strikes(draws.request(name, connection, id, request))) {
          struck.add(request);
        }
      }
    }
    return new DrawView(
        connection,
        share,
        share < spec.toxicity(),
        draws.streamSeed(name, connection, id, Direction.UPSTREAM),
        draws.streamSeed(name, connection, id, Direction.DOWNSTREAM),
        shown,
        struck);
  }
}
