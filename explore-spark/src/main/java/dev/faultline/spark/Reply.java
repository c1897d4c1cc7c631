package dev.faultline.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What an executor sends back for a span.
 *
 * @param executor Spark's name of it
 * @param host where it is, as Spark's scheduler knows it
 * @param machine which JVM it is, for people
 * @param part what the worlds came to, as bytes; empty where it refused
 * @param shown what the worlds showed, for the campaign's search; empty where there is none
 * @param refusal why it does not run these worlds, in one line, or null
 * @param nanos that the span took
 */
record Reply(
    Span span,
    String executor,
    String host,
    String machine,
    byte[] part,
    byte[] shown,
    @Nullable String refusal,
    long nanos)
    implements Serializable {}
