package dev.faultline.cli.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON schema of topologies, by which editors complete and check them. */
public final class TopologySchema {
  private TopologySchema() {}

  /** The schema, a JSON document. */
  public static String text() {
    try (InputStream in = TopologySchema.class.getResourceAsStream("topology.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("topology.schema.json is missing from Faultline's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
