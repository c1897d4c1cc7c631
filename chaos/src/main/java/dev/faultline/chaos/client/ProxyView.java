package dev.faultline.chaos.client;

import java.util.List;

/** A proxy as a server shows it. */
public record ProxyView(
    String name, String listen, String upstream, boolean enabled, List<ToxicView> toxics) {}
