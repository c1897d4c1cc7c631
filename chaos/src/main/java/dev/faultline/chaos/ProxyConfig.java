package dev.faultline.chaos;

import dev.faultline.chaos.api.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration file: a JSON array of proxies, as Toxiproxy reads it, each with its toxics.
 * Unlike in Toxiproxy, an unknown key is an error, so that nothing is silently ignored.
 */
public final class ProxyConfig {
  private ProxyConfig() {}

  /**
   * Reads {@code file}.
   *
   * @throws ProxyConfigException that names the file, the line and the column, and what was
   *     expected
   * @throws IOException when it cannot be read
   */
  public static List<ProxySpec> read(Path file) throws IOException, ProxyConfigException {
    return ConfigReader.read(file.toString(), Files.readAllBytes(file));
  }
}
