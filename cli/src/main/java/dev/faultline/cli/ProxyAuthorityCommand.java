package dev.faultline.cli;

import dev.faultline.chaos.tls.TestAuthority;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a test authority. */
@Command(
    name = "authority",
    description = {
      "Makes an authority for tests in a folder: authority.pem, which clients have to trust, and its key.",
      "A proxy with --tls-authority FOLDER makes a certificate for each name that a client asks for. With names,"
          + " this also writes a certificate for them to FOLDER/NAME.pem and its key to FOLDER/NAME-key.pem."
    },
    footer = {
      "",
      "Example:",
      "  ./faultline proxy authority certificates",
      "  ./faultline proxy create --tls-authority certificates -u 127.0.0.1:8080 web"
    })
final class ProxyAuthorityCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9.:_-]{0,252}");

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where; it may be new.")
  private Path folder = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "NAME",
      description = "Names and addresses of one server; the files are called as the first.")
  private List<String> names = List.of();

  ProxyAuthorityCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path trusted = folder.resolve(TestAuthority.CERTIFICATE);
    if (Files.exists(trusted)) {
      throw new UsageException(trusted + " is there already; name another folder, or delete it");
    }
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new UsageException("name is '" + name + "', expected a host's name or address");
      }
    }
    try {
      TestAuthority authority = TestAuthority.create(folder);
      terminal.out().println("Created " + trusted);
      if (!names.isEmpty()) {
        Path certificate = folder.resolve(names.getFirst() + ".pem");
        Path key = folder.resolve(names.getFirst() + "-key.pem");
        authority.issue(names, certificate, key);
        terminal.out().println("Created " + certificate);
        terminal.out().println("Created " + key);
      }
      terminal.out().flush();
      return ExitCode.NO_VIOLATION.number();
    } catch (IOException e) {
      throw new UsageException("cannot write to " + folder + ": " + e.getMessage(), e);
    }
  }
}
