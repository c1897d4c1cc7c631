package dev.faultline.cli;

import dev.faultline.chaos.tls.TlsMode;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What a proxy does about TLS. Files are read by the server, so their names are made absolute. */
final class ProxyTlsOptions {
  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Speak TLS with clients, with this certificate and those behind it (PEM).")
  private String certificate = "";

  @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM).")
  private String key = "";

  @Option(
      names = "--tls-authority",
      paramLabel = "FOLDER",
      description =
          "Speak TLS with clients, with a certificate for each name from the test authority that"
              + " 'proxy authority' has made.")
  private String authority = "";

  @Option(
      names = "--tls-client-trust",
      paramLabel = "FILE",
      description = "Clients have to show a certificate of one of these authorities (PEM).")
  private String clientTrust = "";

  @Option(
      names = "--tls-version",
      paramLabel = "VERSION",
      description = "Only this version, such as TLSv1.2; may be given several times.")
  private List<String> versions = List.of();

  @Option(names = "--tls-upstream", description = "Speak TLS with the server.")
  private boolean upstream;

  @Option(
      names = "--tls-upstream-name",
      paramLabel = "NAME",
      description =
          "The name that the server's certificate must have; default: that of --upstream.")
  private String serverName = "";

  @Option(
      names = "--tls-upstream-trust",
      paramLabel = "FILE",
      description = "The authorities that the server is trusted by (PEM); default: the JDK's.")
  private String trust = "";

  @Option(names = "--tls-upstream-insecure", description = "Do not check the server's certificate.")
  private boolean insecure;

  @Option(
      names = "--sni",
      paramLabel = "NAME=HOST:PORT",
      description =
          "Pass TLS on as it is, to this server for clients that ask for NAME, which may begin with"
              + " '*.'; may be given several times. All others go to --upstream, or are refused"
              + " without one.")
  private List<String> routes = List.of();

  TlsMode mode() {
    boolean terminates = !(certificate + key + authority + clientTrust).isEmpty();
    boolean originates = upstream || insecure || !(serverName + trust).isEmpty();
    return new TlsMode(
        terminates
            ? Optional.of(
                new TlsMode.Terminate(
                    absolute(certificate),
                    absolute(key),
                    absolute(authority),
                    absolute(clientTrust),
                    versions))
            : Optional.empty(),
        originates
            ? Optional.of(
                new TlsMode.Originate(
                    serverName,
                    absolute(trust),
                    !insecure,
                    "",
                    "",
                    terminates ? List.of() : versions))
            : Optional.empty(),
        routes());
  }

  private SortedMap<String, String> routes() {
    SortedMap<String, String> byName = new TreeMap<>();
    for (String route : routes) {
      int equals = route.indexOf('=');
      if (equals < 1
          || byName.put(route.substring(0, equals), route.substring(equals + 1)) != null) {
        throw new UsageException(
            "--sni is '" + route + "', expected NAME=HOST:PORT, and each name once");
      }
    }
    return byName;
  }

  private static String absolute(String file) {
    return file.isEmpty() ? file : Path.of(file).toAbsolutePath().normalize().toString();
  }
}
