package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.explore;
import static dev.faultline.threads.Searched.isProved;

import dev.faultline.sim.setup.Interleaving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Issue 11: what a constructor writes to another object was no place for a turn. */
@Timeout(60)
final class ConstructorTurnsTest {
  private static final class Server {
    volatile int open;
    int plain;
    long wide;
  }

  private static final class Session {
    @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"})
    Session(Server server) {
      server.open = server.open + 1;
    }
  }

  private static final class Plain {
    private final String name;
    private int own = 7;

    Plain(Server server, boolean first) {
      int before = server.plain;
      server.plain = first ? before + 1 : before + own - 6;
      this.own = server.plain;
      name = "plain " + own;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Wide {
    Wide(Server server) {
      server.wide = server.wide + 1;
    }
  }

  @Test
  void a_constructor_loses_an_update_of_another_object() {
    isProved(explore(Interleaving.LOCKS, Server::new, s -> new Session(s), s -> s.open), "1", "2");
    isProved(explore(FIELDS, Server::new, s -> new Session(s), s -> s.open), "1", "2");
    isProved(explore(FIELDS, Server::new, s -> new Wide(s), s -> s.wide), "1", "2");
    isProved(explore(FIELDS, Server::new, s -> new Plain(s, true), s -> s.plain), "1", "2");
    isProved(explore(FIELDS, Server::new, s -> new Plain(s, false), s -> s.plain), "1", "2");
  }
}
