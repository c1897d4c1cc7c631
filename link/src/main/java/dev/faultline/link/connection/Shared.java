package dev.faultline.link.connection;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.handshake.Terms;
import dev.faultline.link.recovery.LiveCounters;

/** What all connections of an endpoint share. */
public record Shared(
    LinkOptions options,
    Terms terms,
    LiveCounters counters,
    ControlPackets controls,
    Agenda agenda) {}
