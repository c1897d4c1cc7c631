package dev.faultline.chaos.monkey.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a client's credentials come from. */
sealed interface Login {
  /**
   * The credentials to use now.
   *
   * @throws IOException if there are none
   */
  Credentials current() throws IOException;

  /** The cluster has refused these credentials; returns whether there may be others. */
  boolean refused();

  /** Credentials that do not change. */
  record Fixed(Credentials current) implements Login {
    @Override
    public boolean refused() {
      return false;
    }
  }

  /** A token in a file, which Kubernetes replaces before the token expires. */
  record TokenFile(Path file, Credentials rest) implements Login {
    @Override
    public Credentials current() throws IOException {
      return rest.withToken(Files.readString(file).strip());
    }

    @Override
    public boolean refused() {
      return false;
    }
  }

  /** A command that prints credentials. They are kept until they expire or are refused. */
  final class ByCommand implements Login {
    private final ExecLogin command;
    private ExecLogin.@Nullable Printed last;

    ByCommand(ExecLogin command) {
      this.command = command;
    }

    @Override
    public synchronized Credentials current() throws IOException {
      ExecLogin.Printed known = last;
      if (known == null || command.isExpired(known)) {
        known = command.run();
        last = known;
      }
      return known.credentials();
    }

    @Override
    public synchronized boolean refused() {
      last = null;
      return true;
    }
  }
}
