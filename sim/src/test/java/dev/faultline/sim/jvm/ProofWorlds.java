package dev.faultline.sim.jvm;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import java.time.Duration;

/**
 * Worlds of the proof programs. As a program it prints the hashes of those that it is told, each by
 * its name and seed.
 */
enum ProofWorlds {
  SURROUNDINGS {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "Surroundings", "x");
      rig.program("b", "Surroundings");
    }
  },
  WORKERS {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "Workers");
      rig.program("b", "Workers");
    }
  },
  ECHO {
    @Override
    void add(JvmRig rig) {
      echo(rig, "EchoServer");
    }
  },
  FILES {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "Notebook");
      rig.world.model(SystemModel.asynchronous().crashRecovery(1));
      rig.world.fault(Duration.ofSeconds(1), new Fault.Crash("a", Duration.ofSeconds(1)));
    }
  },
  SELECT {
    @Override
    void add(JvmRig rig) {
      echo(rig, "SelectServer");
    }
  },
  REACHED {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "Reached");
    }
  },
  ASYNC {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "AsyncClient");
    }
  },
  LOGGER {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "logger");
    }
  },
  SYSTEM_LOGGER {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "system-logger");
    }
  },
  XML {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "xml");
    }
  },
  HTTP {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "http");
    }
  },
  KEYS {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "keys");
    }
  },
  NAMES {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "Names");
      rig.program("b", "Names");
    }
  },
  SPINS {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "Hangs", "waits");
      rig.program("b", "Workers");
    }
  },
  TLS {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "tls");
    }
  },
  BEANS {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "beans");
    }
  },
  SECURE {
    @Override
    void add(JvmRig rig) {
      rig.secureEcho();
    }
  },
  UDP {
    @Override
    void add(JvmRig rig) {
      rig.program("server", "UdpServer", "7000");
      rig.program("client", "UdpClient", "server", "7000");
      rig.world.model(SystemModel.asynchronous().crashRecovery(1).fairLossLinks());
      rig.world.fault(Duration.ofMillis(1), new Fault.Crash("server", Duration.ofSeconds(1)));
    }
  },
  UDP_SELECT {
    @Override
    void add(JvmRig rig) {
      rig.program("server", "UdpSelectServer", "7000");
      rig.program("client", "UdpClient", "server", "7000");
    }
  },
  GOSSIP {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "Gossip", "a");
      rig.program("b", "Gossip", "b");
    }
  },
  TEXTS {
    @Override
    void add(JvmRig rig) {
      rig.program("a", "FirstUse", "texts");
    }
  };

  private static void echo(JvmRig rig, String server) {
    rig.program("server", server, "7000");
    rig.program("one", "EchoClient", "server", "7000", "5");
    rig.program("two", "EchoClient", "server", "7000", "5");
    rig.world.model(SystemModel.asynchronous().crashRecovery(1).fairLossLinks());
    rig.world.fault(Duration.ofMillis(250), new Fault.Crash("server", Duration.ofSeconds(1)));
  }

  abstract void add(JvmRig rig);

  long hash(long seed) {
    JvmRig rig = new JvmRig(seed, Duration.ofSeconds(20));
    add(rig);
    return rig.runWell().traceHash();
  }

  public static void main(String[] wanted) {
    for (String each : wanted) {
      String[] parts = each.split(":");
      long hash = valueOf(parts[0]).hash(Long.parseLong(parts[1]));
      System.out.println(each + " " + Long.toHexString(hash));
    }
  }
}
