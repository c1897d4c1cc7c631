package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.runtime.secure.KeyException;
import dev.faultline.runtime.secure.PrivateKey;
import dev.faultline.runtime.secure.SharedKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes keys. */
@Command(
    name = "keygen",
    description = {
      "Writes a new private key to a file, and prints the public key.",
      "Only the owner can read the file. Peers know the holder by the public key."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline link keygen shop.key > shop.pub",
      "  ./faultline link keygen --shared cluster.key"
    })
final class LinkKeygenCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "A new file; none is overwritten.")
  private Path file = Path.of("");

  @Option(
      names = "--shared",
      description = "Make a secret that all ends have instead, each in a file of its own.")
  private boolean shared;

  LinkKeygenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      if (shared) {
        SharedKey.generate().write(file);
      } else {
        PrivateKey key = PrivateKey.generate();
        key.write(file);
        terminal.out().println(key.publicKey());
      }
    } catch (KeyException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }
}
