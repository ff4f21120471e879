package io.tandem.agent.admin;

import io.vertx.core.json.JsonObject;

/**
 * What is wrong with a request, as the body of its answer. Source: RFC 9457.
 *
 * @param status HTTP status code
 * @param title the kind of problem
 * @param detail what is wrong with this request, and what would have been right
 * @param parameter the query parameter or path segment it is about; empty where it is about none
 */
record Problem(int status, String title, String detail, String parameter) {
    static final String CONTENT_TYPE = "application/problem+json";

    /** A value that a parameter cannot have. */
    static Problem badParameter(String parameter, String found, String expected) {
        return new Problem(400, "Bad Request", parameter + ": found '" + found + "', expected " + expected, parameter);
    }

    /** A request that is not well-formed. */
    static Problem unreadable() {
        return new Problem(400, "Bad Request", "the request cannot be read; expected a well-formed URL", "");
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not Found", detail, "");
    }

    static Problem onlyGet(String method) {
        return new Problem(405, "Method Not Allowed", "found " + method + ", expected GET: this API only shows", "");
    }

    /** A fault of the agent; the log has the rest. */
    static Problem internal() {
        return new Problem(500, "Internal Server Error", "the agent could not answer; its log says why", "");
    }

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        return parameter.isEmpty() ? json : json.put("parameter", parameter);
    }

    /** Ends the handling of a request with this problem. */
    ProblemException exception() {
        return new ProblemException(this);
    }

    /** Carries a problem to where the answer is written. */
    static final class ProblemException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        private ProblemException(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
