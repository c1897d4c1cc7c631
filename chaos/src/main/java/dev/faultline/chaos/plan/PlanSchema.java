package dev.faultline.chaos.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON schema of plans, which editors use to complete and check them. */
public final class PlanSchema {
  private PlanSchema() {}

  /** The schema as a JSON document. */
  public static String text() {
    try (InputStream in = PlanSchema.class.getResourceAsStream("plan.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("plan.schema.json is missing from Faultline's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
