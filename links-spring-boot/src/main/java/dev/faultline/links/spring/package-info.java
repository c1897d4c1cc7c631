/** Durable channels in Spring Boot applications: a node, its health and its metrics. */
@NullMarked
package dev.faultline.links.spring;

import org.jspecify.annotations.NullMarked;
