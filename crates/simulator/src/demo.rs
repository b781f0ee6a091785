//! The demo organisation: "Company Inc", with groups, systems, applications, LDAP and RADIUS for five kinds of joiners.

use serde_json::{Value, json};

/// The demo organisation as a seed document.
pub(crate) fn document() -> Value {
    json!({
        "organizations": [{
            "id": "5f9a8b7c6d5e4f3a2b1c0d9e",
            "name": "Company Inc",
            "settings": { "contactName": "Jane Doe", "contactEmail": "jane.doe@company.com" },
            "users": users(),
            "user_groups": user_groups(),
            "system_groups": [
                { "id": "60a7000000000000000000a1", "name": "SG-Linux-Servers" },
                { "id": "60a7000000000000000000a2", "name": "SG-Build-Farm" },
                { "id": "60a7000000000000000000a3", "name": "SG-Windows-Workstations" },
                { "id": "60a7000000000000000000a4", "name": "SG-Phoenix" },
            ],
            "systems": systems(),
            "applications": applications(),
            "radius_servers": [
                { "id": "60a4000000000000000000e1", "name": "Company Wi-Fi", "networkSourceIp": "203.0.113.10" },
                { "id": "60a4000000000000000000e2", "name": "Seattle Office Wi-Fi", "networkSourceIp": "203.0.113.20" },
            ],
            "ldap_servers": [{ "id": "60a5000000000000000000f1", "name": "JumpCloud LDAP" }],
            "policies": [
                policy("60a6000000000000000000c1", "Linux Screen Lock", "linux"),
                policy("60a6000000000000000000c2", "Linux Disk Encryption Check", "linux"),
                policy("60a6000000000000000000c3", "Windows BitLocker", "windows"),
            ],
            "policy_groups": [{ "id": "60a600000000000000000d01", "name": "PG-Server-Baseline" }],
            "edges": edges(),
            "next_unix_id": 5042,
            "next_user_ids": ["60a1b2c3d4e5f6a7b8c9d0e1"],
        }],
    })
}

fn users() -> Vec<Value> {
    let people = [
        (
            "60a0000000000000000000b1",
            "jane.doe",
            "Jane",
            "Doe",
            "Engineering",
            "Engineering Manager",
            "EMP-2019-001",
            5001,
        ),
        (
            "60a0000000000000000000b2",
            "alex.kim",
            "Alex",
            "Kim",
            "Engineering",
            "Software Developer",
            "EMP-2021-014",
            5002,
        ),
        ("60a0000000000000000000b3", "priya.shah", "Priya", "Shah", "Sales", "Account Executive", "EMP-2022-031", 5003),
        ("60a0000000000000000000b4", "tom.berg", "Tom", "Berg", "IT", "Systems Administrator", "EMP-2020-007", 5041),
    ];
    let user = |(id, username, first, last, department, title, employee, uid): (
        &str,
        &str,
        &str,
        &str,
        &str,
        &str,
        &str,
        i64,
    )| {
        let cost_center =
            if username == "alex.kim" { json!([{ "name": "costCenter", "value": "ENG-200" }]) } else { json!([]) };
        json!({
            "id": id, "username": username, "email": format!("{username}@company.com"),
            "firstname": first, "lastname": last, "displayname": format!("{first} {last}"),
            "department": department, "jobTitle": title, "employeeIdentifier": employee, "company": "Company Inc",
            "state": "ACTIVATED", "activated": true, "unix_uid": uid, "unix_guid": uid, "attributes": cost_center,
            "enable_user_portal_multifactor": true, "totp_enabled": true, "mfa": { "configured": true, "exclusion": false },
            "created": "2024-01-15T09:00:00.000Z", "password_date": "2026-02-01T09:00:00.000Z",
        })
    };
    people.into_iter().map(user).collect()
}

fn user_groups() -> Vec<Value> {
    let plain = |(id, name): (&str, &str)| json!({ "id": id, "name": name, "attributes": { "ldapGroups": [{ "name": name }] } });
    let mut groups: Vec<Value> = [
        ("60b1c2d3e4f5a6b7c8d9e0f1", "UG-All-Employees"),
        ("60c2d3e4f5a6b7c8d9e0f1a2", "UG-Engineering"),
        ("60d3e4f5a6b7c8d9e0f1a2b3", "UG-Developers"),
        ("60e4f5a6b7c8d9e0f1a2b3c4", "UG-Seattle-Office"),
        ("60f5a6b7c8d9e0f1a2b3c4d5", "UG-Project-Phoenix"),
        ("60a8000000000000000000d1", "UG-Sales"),
        ("60a8000000000000000000d2", "UG-Managers"),
        ("60a8000000000000000000d3", "UG-Contractors"),
        ("60a8000000000000000000d4", "UG-Finance"),
        ("60a8000000000000000000d5", "UG-Salesforce-Users"),
        ("60a8000000000000000000d6", "UG-IT"),
    ]
    .into_iter()
    .map(plain)
    .collect();
    groups.push(json!({
        "id": "60a8000000000000000000d7", "name": "UG-Prod-Admins",
        "description": "Administrators of production servers",
        "attributes": { "sudo": { "enabled": true, "withoutPassword": false } },
    }));
    // The costCenter is a custom attribute of the person.
    let rule = json!({ "field": "attributes.costCenter", "operator": "eq", "value": "ENG-200" }).to_string();
    groups.push(json!({
        "id": "60a8000000000000000000d8", "name": "UG-Cost-ENG",
        "description": "Everybody whose costCenter is ENG-200",
        "membershipMethod": "DYNAMIC_AUTOMATED",
        "memberQuery": { "queryType": "FilterQuery", "filters": [rule] },
    }));
    groups
}

fn systems() -> Vec<Value> {
    let machines = [
        ("60a2000000000000000abc01", "dev-server-01", "Ubuntu", "22.04", "linux"),
        ("60a2000000000000000abc02", "dev-server-02", "Ubuntu", "22.04", "linux"),
        ("60a2000000000000000abc03", "dev-db-01", "Debian", "12", "linux"),
        ("60a2000000000000000def01", "build-server-01", "CentOS", "8", "linux"),
        ("60a2000000000000000def02", "build-server-02", "CentOS", "8", "linux"),
        ("60a2000000000000000def03", "build-server-03", "CentOS", "8", "linux"),
        ("60a2000000000000000def04", "build-mac-01", "Mac OS X", "14.5", "darwin"),
        ("60a2000000000000000def05", "artifact-server-01", "Ubuntu", "22.04", "linux"),
        ("60a200000000000000f0e001", "phoenix-web-01", "Ubuntu", "24.04", "linux"),
        ("60a200000000000000f0e002", "phoenix-db-01", "Ubuntu", "24.04", "linux"),
        // In no group that a developer gets.
        ("60a2000000000000000ccc01", "prod-web-01", "Ubuntu", "22.04", "linux"),
        ("60a2000000000000000ccc02", "sales-laptop-01", "Windows", "11", "windows"),
    ];
    let system = |(id, name, os, version, family): (&str, &str, &str, &str, &str)| {
        json!({
            "id": id, "hostname": name, "displayName": name, "os": os, "version": version, "osFamily": family,
            "created": "2024-02-01T09:00:00.000Z", "lastContact": "2026-03-01T09:00:00.000Z", "agentVersion": "1.200.0",
        })
    };
    machines.into_iter().map(system).collect()
}

fn applications() -> Vec<Value> {
    let list = [
        ("60a3000000000000000000a1", "googleapps", "Google Workspace"),
        ("60a3000000000000000000a2", "slack", "Slack"),
        ("60a3000000000000000000a3", "github", "GitHub"),
        ("60a3000000000000000000a4", "jira", "Jira"),
        ("60a3000000000000000000a5", "aws", "AWS Console"),
        ("60a3000000000000000000a6", "gitlab", "GitLab"),
        ("60a3000000000000000000a7", "dockerhub", "Docker Hub"),
        ("60a3000000000000000000a8", "saml2", "Project Phoenix Portal"),
        ("60a3000000000000000000a9", "salesforce", "Salesforce"),
    ];
    let application = |(id, name, label): (&str, &str, &str)| {
        json!({
            "id": id, "name": name, "displayName": label, "displayLabel": label,
            "ssoUrl": format!("https://sso.jumpcloud.com/saml2/{name}"),
            "sso": { "type": "saml", "jit": false, "beta": false, "hidden": false },
        })
    };
    list.into_iter().map(application).collect()
}

fn policy(id: &str, name: &str, family: &str) -> Value {
    json!({ "id": id, "name": name, "template": { "id": "60a600000000000000000e01", "name": name, "osMetaFamily": family } })
}

fn edges() -> Vec<Value> {
    let mut all = Vec::new();
    let mut edge = |from: &str, to: &str| all.push(json!({ "from": from, "to": to }));
    for (group, grants) in [
        ("UG-All-Employees", &["application:Google Workspace", "application:Slack", "radius_server:Company Wi-Fi"][..]),
        (
            "UG-Engineering",
            &[
                "system_group:SG-Linux-Servers",
                "application:GitHub",
                "application:Jira",
                "application:AWS Console",
                "ldap_server:JumpCloud LDAP",
            ],
        ),
        (
            "UG-Developers",
            &[
                "system_group:SG-Build-Farm",
                "system:build-mac-01",
                "system:artifact-server-01",
                "application:GitLab",
                "application:Docker Hub",
            ],
        ),
        ("UG-Seattle-Office", &["radius_server:Seattle Office Wi-Fi"]),
        ("UG-Project-Phoenix", &["system_group:SG-Phoenix", "application:Project Phoenix Portal"]),
        ("UG-Salesforce-Users", &["application:Salesforce"]),
        ("UG-Sales", &["system_group:SG-Windows-Workstations", "application:Salesforce"]),
        ("UG-Prod-Admins", &["system:prod-web-01"]),
    ] {
        for grant in grants {
            edge(&format!("user_group:{group}"), grant);
        }
    }
    for (group, members) in [
        ("SG-Linux-Servers", &["dev-server-01", "dev-server-02", "dev-db-01"][..]),
        ("SG-Build-Farm", &["build-server-01", "build-server-02", "build-server-03"]),
        ("SG-Windows-Workstations", &["sales-laptop-01"]),
        ("SG-Phoenix", &["phoenix-web-01", "phoenix-db-01"]),
    ] {
        for member in members {
            edge(&format!("system_group:{group}"), &format!("system:{member}"));
        }
    }
    for (user, groups) in [
        ("jane.doe", &["UG-All-Employees", "UG-Engineering", "UG-Managers"][..]),
        ("alex.kim", &["UG-All-Employees", "UG-Engineering", "UG-Developers"]),
        ("priya.shah", &["UG-All-Employees", "UG-Sales", "UG-Salesforce-Users"]),
        ("tom.berg", &["UG-All-Employees", "UG-IT", "UG-Prod-Admins"]),
    ] {
        for group in groups {
            edge(&format!("user:{user}"), &format!("user_group:{group}"));
        }
    }
    edge("system_group:SG-Linux-Servers", "policy:Linux Screen Lock");
    edge("system_group:SG-Linux-Servers", "policy_group:PG-Server-Baseline");
    edge("policy_group:PG-Server-Baseline", "policy:Linux Disk Encryption Check");
    edge("system_group:SG-Windows-Workstations", "policy:Windows BitLocker");
    all
}
