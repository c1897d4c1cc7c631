package dev.faultline.link.connection;

import dev.faultline.link.Counters;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.handshake.Terms;

/** What all connections of an endpoint share. */
public record Shared(
    LinkOptions options, Terms terms, Counters counters, ControlPackets controls, Agenda agenda) {}
